import type { DataSource } from 'typeorm';
import type { GoneThing, ThingName } from '../app/gone-things.js';
import type { NodeThing } from '../app/use-cases/nodes.js';
import { NOTIFY_FLEET } from './wake-ups.js';

/** How many are read at a time. */
const BATCH = 1_000;

/** Declares all gone that is on the node now, and tells all engines. O(instances). */
export async function declareGone(database: DataSource, node: string): Promise<void> {
  await database.query(
    `WITH gone AS (
       INSERT INTO gone_thing (stack, ordinal, name, type, node, physical)
       SELECT stack, ordinal, name, type, node, physical FROM instance WHERE node = $1 ON CONFLICT DO NOTHING)
     SELECT ${NOTIFY_FLEET}`,
    [node],
  );
}

/** Of stacks of the shards: those that were not told to their stack so far, and those whose node is one of these again. */
export async function loadGoneThings(
  database: DataSource,
  shards: readonly number[],
  nodes: readonly string[],
): Promise<readonly GoneThing[]> {
  return database.query<GoneThing[]>(
    `SELECT gone_thing.stack, gone_thing.ordinal, gone_thing.name, type, node, physical AS "physicalId", left_over AS "leftOver", told
       FROM gone_thing JOIN stack ON stack.id = gone_thing.stack AND stack.deleted_at IS NULL
      WHERE stack.shard = ANY($1::smallint[]) AND (NOT told OR node = ANY($2::text[]))
      ORDER BY gone_thing.stack, gone_thing.ordinal LIMIT ${String(BATCH)}`,
    [shards, nodes],
  );
}

/** Which of them are deleted should their node come back: kept before their rows go, since it is known from those alone. */
export async function markLeftOvers(
  database: DataSource,
  things: readonly (ThingName & { readonly leftOver: boolean })[],
): Promise<void> {
  await database.query(
    `UPDATE gone_thing SET left_over = marked."leftOver"
       FROM jsonb_to_recordset($1::jsonb) AS marked (stack uuid, ordinal int, "leftOver" boolean)
      WHERE gone_thing.stack = marked.stack AND gone_thing.ordinal = marked.ordinal AND left_over IS NULL`,
    [JSON.stringify(things)],
  );
}

/** Their stacks know. What is left over stays until its node is back; nothing more is to be known of the others. */
export async function toldOfGone(database: DataSource, things: readonly ThingName[]): Promise<void> {
  const named = `jsonb_to_recordset($1::jsonb) AS named (stack uuid, ordinal int)`;
  const isOne = `gone_thing.stack = named.stack AND gone_thing.ordinal = named.ordinal`;
  await database.query(
    `WITH forgotten AS (DELETE FROM gone_thing USING ${named} WHERE ${isOne} AND (told OR left_over IS NOT TRUE))
     UPDATE gone_thing SET told = true FROM ${named} WHERE ${isOne} AND NOT told AND left_over`,
    [JSON.stringify(things.map(({ stack, ordinal }) => ({ stack, ordinal })))],
  );
}

/** How many things live on each node, and how many of such as were declared gone are left over there. O(instances). @param valueTypes live nowhere */
export async function countThings(
  database: DataSource,
  valueTypes: readonly string[],
): Promise<readonly { readonly node: string; readonly things: number; readonly leftOvers: number }[]> {
  return database.query(
    `SELECT node, sum(things)::int AS things, sum(left_overs)::int AS "leftOvers"
       FROM (SELECT node, count(*) AS things, 0 AS left_overs FROM instance
              WHERE node <> '' AND type <> ALL($1::text[])
                AND NOT EXISTS (SELECT FROM gone_thing WHERE gone_thing.stack = instance.stack AND gone_thing.ordinal = instance.ordinal)
              GROUP BY node
             UNION ALL
             SELECT node, 0, count(*) FROM gone_thing
              WHERE left_over IS NOT FALSE AND type <> ALL($1::text[]) GROUP BY node) AS counted
      GROUP BY node ORDER BY node`,
    [valueTypes],
  );
}

/** What lives on a node. O(instances). @param valueTypes live nowhere */
export async function listThings(
  database: DataSource,
  node: string,
  valueTypes: readonly string[],
): Promise<readonly NodeThing[]> {
  return database.query(
    `SELECT stack.tenant, stack.name AS stack, stack.id AS "stackId", instance.name AS resource, type, physical AS "physicalId"
       FROM instance JOIN stack ON stack.id = instance.stack
      WHERE node = $1 AND type <> ALL($2::text[])
        AND NOT EXISTS (SELECT FROM gone_thing WHERE gone_thing.stack = instance.stack AND gone_thing.ordinal = instance.ordinal)
      ORDER BY stack.tenant, stack.name, instance.name, instance.ordinal`,
    [node, valueTypes],
  );
}
