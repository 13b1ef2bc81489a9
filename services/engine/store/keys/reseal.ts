import type { DataSource } from 'typeorm';
import { inChunks } from '../../../../lib/grpc/chunks.js';
import type { Sealer } from '../../../../lib/secrets.js';
import { columnName, sealedBefore, sealedColumns, type SealedColumn } from './sealed-columns.js';

export interface ResealOptions {
  /** Rows that are looked for at a time. */
  readonly rows: number;
  /** Characters that are in memory at a time; a single row may have more. */
  readonly characters: number;
  /** So many rows of a column were sealed anew. */
  readonly progress: (column: string, rows: number) => void;
}

/** A row's primary key as text, in the order of the column's `key`. */
type Key = readonly string[];

/**
 * Seals everything with the first key that another of these sealed, a batch after the other, each a transaction of its own: it may be
 * ended and begun again at any time, and engines go on meanwhile. A row that somebody else holds or has changed is passed over.
 * @returns how many rows were passed over
 * @throws IsothermError `store.key-mismatch`: something was sealed with a key that is not here
 */
export async function reseal(database: DataSource, seal: Sealer, options: ResealOptions): Promise<number> {
  let passed = 0;
  for (const column of sealedColumns) {
    for (let after: Key | undefined, more = true; more;) {
      const found = await rowsToSeal(database, seal, column, after, options.rows);
      for (const batch of inChunks(found, options.characters, ({ length }) => length)) {
        const done = await sealBatch(
          database,
          seal,
          column,
          batch.map(({ key }) => key),
        );
        passed += batch.length - done;
        if (done > 0) options.progress(columnName(column), done);
      }
      after = found.at(-1)?.key;
      more = found.length === options.rows;
    }
  }
  return passed;
}

/** Rows behind one that hold something that another key sealed, and how long they are. */
async function rowsToSeal(
  database: DataSource,
  seal: Sealer,
  column: SealedColumn,
  after: Key | undefined,
  most: number,
): Promise<readonly { readonly key: Key; readonly length: number }[]> {
  const names = column.key.map(([name]) => name).join(', ');
  const behind = column.key.map(([, type], at) => `$${String(at + 3)}::${type}`).join(', ');
  return database.query(
    `SELECT array[${column.key.map(([name]) => `${name}::text`).join(', ')}] AS key,
            length(${column.column}::text) AS length
       FROM ${column.table}
      WHERE ${column.column}::text ~ $1 ${after ? `AND (${names}) > (${behind})` : ''}
      ORDER BY ${names} LIMIT $2`,
    [`${sealedBefore(column)}(?!${seal.keyId}:)`, most, ...(after ?? [])],
  );
}

/** @returns how many were written */
async function sealBatch(
  database: DataSource,
  seal: Sealer,
  column: SealedColumn,
  keys: readonly Key[],
): Promise<number> {
  const wanted = column.key.map(([, type], at) => `$${String(at + 1)}::text[]::${type}[]`).join(', ');
  const names = column.key.map(([name]) => name);
  const same = (a: string, b: string) => names.map((name) => `${a}.${name} = ${b}.${name}`).join(' AND ');
  const parts = names.map((_, at) => keys.map((key) => key[at] ?? ''));
  return database.transaction(async (transaction) => {
    // Waits for nobody, so that no engine ever waits for it in a circle.
    const rows = await transaction.query<{ key: Key; value: string }[]>(
      `SELECT array[${names.map((name) => `t.${name}::text`).join(', ')}] AS key, t.${column.column}::text AS value
         FROM ${column.table} AS t
        WHERE (${names.map((name) => `t.${name}`).join(', ')}) IN (SELECT * FROM unnest(${wanted}))
          FOR UPDATE SKIP LOCKED`,
      parts,
    );
    if (rows.length === 0) return 0;
    const anew = rows.map(({ value }) => sealedAnew(seal, column, value));
    const type = column.within?.type ?? 'text';
    const held = names.map((_, at) => rows.map(({ key }) => key[at] ?? ''));
    await transaction.query(
      `UPDATE ${column.table} AS t SET ${column.column} = anew.value::${type}
         FROM unnest(${wanted}, $${String(names.length + 1)}::text[]) AS anew (${names.join(', ')}, value)
        WHERE ${same('t', 'anew')}`,
      [...held, anew],
    );
    return rows.length;
  });
}

function sealedAnew(seal: Sealer, column: SealedColumn, value: string): string {
  const anew = (text: string) => seal.seal(seal.open(text));
  if (!column.within) return anew(value);
  const { before } = column.within;
  // What is sealed has no quotes in it, and in JSON a quote that is part of a text is escaped.
  return value.replaceAll(
    new RegExp(`${before}(sealed:[A-Za-z0-9_-]+:[A-Za-z0-9+/=]*)`, 'g'),
    (_, text: string) => `${before}${anew(text)}`,
  );
}
