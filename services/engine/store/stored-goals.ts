import type { DataSource } from 'typeorm';
import type { Json } from '../../../lib/json.js';
import type { Seal } from '../app/instance-rows.js';
import type { StoredRevision } from '../app/store-port.js';
import { NO_MODES, type GoalAction, type Modes } from '../core/goal.js';

/** A revision as `GOAL_COLUMNS` reads it. */
export interface RawGoal {
  readonly number: number;
  readonly since: number;
  readonly written: GoalAction;
  readonly asked: number;
  readonly goal_action: GoalAction;
  readonly modes: Partial<Modes>;
  readonly deadline: number;
  readonly trace_parent: string | null;
  readonly goal: string;
}

/** Of `stack`, its revision `revision`, that one's `base`, the one that wrote the goal (`since`), and the one that `asked`. */
export const GOAL_COLUMNS = `
  revision.number, revision.since, revision.asked, revision.action AS goal_action, writing.action AS written, revision.modes, revision.trace_parent, base.goal,
  CASE WHEN coalesce(stack.timeout_mins, 0) > 0
       THEN floor(extract(epoch FROM asking.created_at) * 1000)::float8 + stack.timeout_mins::float8 * 60000 ELSE 0 END AS deadline`;

/** Follows on `stack LEFT JOIN revision ON …`. */
export const GOAL_JOINS = `
  LEFT JOIN revision AS base ON base.stack = revision.stack AND base.number = revision.base
  LEFT JOIN revision AS writing ON writing.stack = revision.stack AND writing.number = revision.since
  LEFT JOIN revision AS asking ON asking.stack = revision.stack AND asking.number = revision.asked`;

interface StackOfGoal {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly shard: number;
}

export function storedGoal(stack: StackOfGoal, raw: RawGoal, seal: Seal): StoredRevision {
  return {
    stackId: stack.id,
    stackName: stack.name,
    tenant: stack.tenant,
    shard: stack.shard,
    number: raw.number,
    since: raw.since,
    written: raw.written,
    asked: raw.asked,
    action: raw.goal_action,
    modes: opened(modesOf(raw.modes), seal),
    deadlineMs: raw.deadline,
    traceParent: raw.trace_parent ?? '',
    goalText: seal.open(raw.goal),
  };
}

/** What a request brought along may be secret. */
function opened(modes: Modes, seal: Seal): Modes {
  if (modes.requests.every(({ data }) => data === undefined)) return modes;
  const requests = modes.requests.map((request) =>
    request.data === undefined ? request : { ...request, data: seal.open(request.data) },
  );
  return { ...modes, requests };
}

/** What an older version did not store has its default. */
export function modesOf(stored: Partial<Modes>): Modes {
  return { ...NO_MODES, ...stored };
}

/** Where a snapshot is: the revision that took it, and behind a space the id of its stack, where that is another one. */
export function keptBy(
  stackId: string,
  argument: string,
): { readonly stack: string; readonly revision: number } {
  const [revision, stack = stackId] = argument.split(' ');
  return { stack, revision: Number(revision) };
}

/**
 * A `restore` is stored with the revision that took the snapshot (`keptBy`); the loop gets what the snapshot kept. One
 * query for all goals that restore something, none where nothing does.
 */
export async function withKeptData(
  database: DataSource,
  seal: Seal,
  goals: readonly StoredRevision[],
): Promise<StoredRevision[]> {
  const wanted = goals.flatMap(({ stackId, modes }) =>
    modes.requests.filter(({ verb }) => verb === 'restore').map(({ argument }) => keptBy(stackId, argument)),
  );
  if (wanted.length === 0) return [...goals];
  const rows = await database.query<{ stack: string; revision: number; name: string; data: string }[]>(
    `SELECT kept.stack, kept.revision, kept.name, kept.data
       FROM unnest($1::uuid[], $2::int[]) AS wanted (stack, revision)
       JOIN snapshot_resource AS kept ON kept.stack = wanted.stack AND kept.revision = wanted.revision`,
    [wanted.map(({ stack }) => stack), wanted.map(({ revision }) => revision)],
  );
  const kept = new Map<string, Record<string, Json>>();
  for (const { stack, revision, name, data } of rows) {
    const key = `${stack} ${String(revision)}`;
    const resources = kept.get(key) ?? {};
    kept.set(key, resources);
    const text = seal.open(data);
    if (text !== '') resources[name] = JSON.parse(text) as Json;
  }
  return goals.map((goal) => {
    const requests = goal.modes.requests.map((request) => {
      if (request.verb !== 'restore') return request;
      const { stack, revision } = keptBy(goal.stackId, request.argument);
      return { ...request, argument: JSON.stringify(kept.get(`${stack} ${String(revision)}`) ?? {}) };
    });
    return { ...goal, modes: { ...goal.modes, requests } };
  });
}
