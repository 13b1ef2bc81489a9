import type { DataSource } from 'typeorm';
import type { InstanceRow, JobRow, StackRow, StoredRevision, StoredStack } from '../app/store-port.js';
import type { Seal } from '../app/instance-rows.js';
import type { GoalAction } from '../core/goal.js';

interface RawStack extends Omit<StackRow, 'event' | 'deleted'> {
  readonly name: string;
  readonly tenant: string;
  readonly event: string;
  readonly goal_action: GoalAction | null;
  readonly goal: string | null;
}

/** Stacks with their newest seen goals, instances and jobs: four queries, however many stacks. */
export async function loadStacks(
  database: DataSource,
  seal: Seal,
  ids: readonly string[],
): Promise<StoredStack[]> {
  const stacks = await database.query<RawStack[]>(
    `SELECT stack.id, stack.name, stack.tenant, stack.shard, stack.seen, stack.completed, stack.ordinal, stack.event, stack.action, stack.status,
            stack.reason, stack.convergence, revision.action AS goal_action, revision.goal
       FROM stack LEFT JOIN revision ON revision.stack = stack.id AND revision.number = stack.seen
      WHERE stack.id = ANY($1::uuid[]) AND stack.deleted_at IS NULL`,
    [ids],
  );
  const instances = byStack(
    await database.query<InstanceRow[]>(`SELECT * FROM instance WHERE stack = ANY($1::uuid[])`, [ids]),
  );
  const jobs = byStack(
    await database.query<JobRow[]>(`SELECT * FROM job WHERE stack = ANY($1::uuid[])`, [ids]),
  );
  return stacks.map((raw) => {
    const { id, name, tenant, shard, goal, goal_action: action } = raw;
    return {
      id,
      name,
      tenant,
      shard,
      row: { ...raw, event: Number(raw.event), deleted: false },
      goal:
        goal === null || !action
          ? undefined
          : {
              stackId: id,
              stackName: name,
              tenant,
              shard,
              number: raw.seen,
              action,
              goalText: seal.open(goal),
            },
      instances: instances.get(id) ?? [],
      jobs: jobs.get(id) ?? [],
    };
  });
}

/** The newest goal of each stack that the loop has not seen, by the index on unseen revisions. */
export async function loadNewRevisions(
  database: DataSource,
  seal: Seal,
  shards: readonly number[],
): Promise<StoredRevision[]> {
  const rows = await database.query<
    {
      id: string;
      name: string;
      tenant: string;
      shard: number;
      number: number;
      action: GoalAction;
      goal: string;
    }[]
  >(
    `SELECT stack.id, stack.name, stack.tenant, stack.shard, revision.number, revision.action, revision.goal
       FROM stack JOIN revision ON revision.stack = stack.id AND revision.number = stack.revision
      WHERE stack.revision > stack.seen AND stack.shard = ANY($1::smallint[])`,
    [shards],
  );
  return rows.map((row) => ({
    stackId: row.id,
    stackName: row.name,
    tenant: row.tenant,
    shard: row.shard,
    number: row.number,
    action: row.action,
    goalText: seal.open(row.goal),
  }));
}

/** All that live in the shards: what a new owner takes over. */
export async function listStackIds(database: DataSource, shards: readonly number[]): Promise<string[]> {
  const rows = await database.query<{ id: string }[]>(
    `SELECT id FROM stack WHERE shard = ANY($1::smallint[]) AND deleted_at IS NULL`,
    [shards],
  );
  return rows.map(({ id }) => id);
}

function byStack<Row extends { readonly stack: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const map = new Map<string, Row[]>();
  for (const row of rows) {
    const list = map.get(row.stack);
    if (list) list.push(row);
    else map.set(row.stack, [row]);
  }
  return map;
}
