import type { DataSource } from 'typeorm';
import type { ResourceTypeSchema } from '../../../lib/handler/contract.js';
import type { OfferedType } from '../../../lib/protocol/worker.js';

/** The schemas of all types that any worker ever offered: goals can be judged before a worker is there. */
export async function loadResourceTypes(
  database: DataSource,
): Promise<{ hash: string; schema: ResourceTypeSchema }[]> {
  const rows = await database.query<
    {
      hash: string;
      schema: string;
    }[]
  >(`SELECT hash, schema FROM resource_type`);
  return rows.map(({ hash, schema }) => ({ hash, schema: JSON.parse(schema) as ResourceTypeSchema }));
}

export async function saveResourceTypes(database: DataSource, types: readonly OfferedType[]): Promise<void> {
  await database.query(
    `INSERT INTO resource_type (type, hash, schema)
     SELECT type, hash, schema FROM unnest($1::text[], $2::text[], $3::text[]) AS row (type, hash, schema)
     ON CONFLICT (type) DO UPDATE SET hash = excluded.hash, schema = excluded.schema`,
    [types.map((t) => t.schema.type), types.map((t) => t.schemaHash), types.map((t) => t.schemaText)],
  );
}
