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
       SELECT key, stack, ordinal FROM wanted WHERE ${lives('wanted')}
       ON CONFLICT (key) DO UPDATE SET stack = excluded.stack, ordinal = excluded.ordinal
        WHERE claim.stack = excluded.stack OR NOT ${lives('claim')}
       RETURNING key)
     SELECT wanted.key, claim.stack FROM wanted JOIN claim USING (key)
      WHERE wanted.key NOT IN (SELECT key FROM claimed) AND ${lives('claim')}`,
    [JSON.stringify(claims)],
  );
  return new Map(taken.map(({ key, stack }) => [key, stack]));
}

/** Who claims the things of these keys, and in which shard that stack is. */
export function findClaims(
  database: DataSource,
  keys: readonly string[],
): Promise<(Claim & { readonly shard: number })[]> {
  return database.query(
    `SELECT claim.key, claim.stack, claim.ordinal, stack.shard
       FROM claim JOIN stack ON stack.id = claim.stack AND stack.deleted_at IS NULL
      WHERE claim.key = ANY($1::text[])`,
    [keys],
  );
}

/** Whether the stack that a row names is still there. Not a join: for the few rows of a report each is looked up. */
function lives(row: string): string {
  return `coalesce((SELECT deleted_at IS NULL FROM stack WHERE stack.id = ${row}.stack), false)`;
}
