import type { DataSource } from 'typeorm';
import { groupBy } from '../../../lib/group-by.js';
import type { InstanceRow, JobRow, StackRow, StoredRevision, StoredStack } from '../app/store-port.js';
import type { Seal } from '../app/instance-rows.js';
import { GOAL_COLUMNS, GOAL_JOINS, storedGoal, withKeptData, type RawGoal } from './stored-goals.js';

/** `number` is null while no goal was seen. */
type RawStack = Omit<StackRow, 'event' | 'deleted'> & {
  readonly name: string;
  readonly tenant: string;
  readonly event: string;
} & (RawGoal | { readonly number: null });

/** Stacks with their newest seen goals, instances and jobs: four queries at most, however many stacks. */
export async function loadStacks(
  database: DataSource,
  seal: Seal,
  ids: readonly string[],
): Promise<StoredStack[]> {
  const stacks = await database.query<RawStack[]>(
    `SELECT stack.id, stack.name, stack.tenant, stack.shard, stack.seen, stack.completed, stack.ordinal, stack.event, stack.action, stack.status,
            stack.reason, stack.convergence, ${GOAL_COLUMNS}
       FROM stack LEFT JOIN revision ON revision.stack = stack.id AND revision.number = stack.seen ${GOAL_JOINS}
      WHERE stack.id = ANY($1::uuid[]) AND stack.deleted_at IS NULL`,
    [ids],
  );
  const instances = byStack(
    await database.query<InstanceRow[]>(`SELECT * FROM instance WHERE stack = ANY($1::uuid[])`, [ids]),
  );
  const jobs = byStack(
    await database.query<JobRow[]>(`SELECT * FROM job WHERE stack = ANY($1::uuid[])`, [ids]),
  );
  const goals = stacks.flatMap((raw) => (raw.number === null ? [] : [storedGoal(raw, raw, seal)]));
  const goalOf = new Map(
    (await withKeptData(database, seal, goals)).map((goal) => [goal.stackId, goal] as const),
  );
  return stacks.map((raw) => ({
    id: raw.id,
    name: raw.name,
    tenant: raw.tenant,
    shard: raw.shard,
    row: stackRow(raw),
    goal: goalOf.get(raw.id),
    instances: instances.get(raw.id) ?? [],
    jobs: jobs.get(raw.id) ?? [],
  }));
}

function stackRow(raw: RawStack): StackRow {
  const { id, shard, seen, completed, ordinal, event, action, status, reason, convergence } = raw;
  return {
    id,
    shard,
    seen,
    completed,
    ordinal,
    event: Number(event),
    action,
    status,
    reason,
    convergence,
    deleted: false,
  };
}

/** The newest goal of each stack that the loop has not seen, by the index on unseen revisions. */
export async function loadNewRevisions(
  database: DataSource,
  seal: Seal,
  shards: readonly number[],
): Promise<StoredRevision[]> {
  const rows = await database.query<
    (RawGoal & {
      readonly id: string;
      readonly name: string;
      readonly tenant: string;
      readonly shard: number;
    })[]
  >(
    `SELECT stack.id, stack.name, stack.tenant, stack.shard, ${GOAL_COLUMNS}
       FROM stack JOIN revision ON revision.stack = stack.id AND revision.number = stack.revision ${GOAL_JOINS}
      WHERE stack.revision > stack.seen AND stack.shard = ANY($1::smallint[]) AND stack.deleted_at IS NULL`,
    [shards],
  );
  return withKeptData(
    database,
    seal,
    rows.map((row) => storedGoal(row, row, seal)),
  );
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
  return groupBy(rows, ({ stack }) => stack);
}
