import type { DataSource } from 'typeorm';

export interface Claim {
  /** Type, node and physical id. */
  readonly key: string;
  readonly stack: string;
  readonly ordinal: number;
}

/**
 * Claims real things for instances, before the reports that name them count (R7). A claim of the same stack moves; one
 * of another stack stays, and its stack is answered. A stack that is gone claims nothing, and what it held is free.
 */
export async function claimThings(
  database: DataSource,
  claims: readonly Claim[],
): Promise<ReadonlyMap<string, string>> {
  const taken = await database.query<{ key: string; stack: string }[]>(
    `WITH wanted AS (SELECT DISTINCT ON (key) * FROM jsonb_to_recordset($1::jsonb) AS row (key text, stack uuid, ordinal int) ORDER BY key),
     claimed AS (
       INSERT INTO claim (key, stack, ordinal)
       SELECT key, wanted.stack, wanted.ordinal FROM wanted JOIN stack ON stack.id = wanted.stack AND stack.deleted_at IS NULL
       ON CONFLICT (key) DO UPDATE SET stack = excluded.stack, ordinal = excluded.ordinal
        WHERE claim.stack = excluded.stack OR NOT EXISTS (SELECT FROM stack WHERE id = claim.stack AND deleted_at IS NULL)
       RETURNING key)
     SELECT wanted.key, claim.stack FROM wanted JOIN claim USING (key)
       JOIN stack ON stack.id = claim.stack AND stack.deleted_at IS NULL WHERE wanted.key NOT IN (SELECT key FROM claimed)`,
    [JSON.stringify(claims)],
  );
  return new Map(taken.map(({ key, stack }) => [key, stack]));
}
