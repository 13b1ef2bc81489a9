import type { DataSource } from 'typeorm';
import { sealedBefore, sealedColumns } from './sealed-columns.js';

/** How many texts are sealed with each key, by its id. Reads everything that is sealed, a column at a time. */
export async function countKeys(database: DataSource): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const column of sealedColumns) {
    const rows = await database.query<{ key: string; count: number }[]>(
      `SELECT found[1] AS key, count(*)::int
         FROM ${column.table}, regexp_matches(${column.column}::text, $1, 'g') AS found
        GROUP BY found[1]`,
      [`${sealedBefore(column)}([A-Za-z0-9_-]+):`],
    );
    for (const { key, count } of rows) counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}
