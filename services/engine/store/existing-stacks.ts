import type { DataSource } from 'typeorm';

/** Those of the ids that are of stacks which are there, whichever engine has them. */
export async function existingStacks(
  database: DataSource,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const known = ids.filter((id) => UUID.test(id));
  const rows = await database.query<{ id: string }[]>(
    `SELECT id FROM stack WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL`,
    [known],
  );
  return new Set(rows.map(({ id }) => id));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
