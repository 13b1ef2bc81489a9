import type { DataSource } from 'typeorm';
import { IsothermError } from '../../../lib/errors.js';
import type { StackSummary } from '../app/use-cases/use-cases.js';
import type { GoalAction, Modes } from '../core/goal.js';
import { isUuid } from './is-uuid.js';
import { insertRevisionOf, KEEP_BLOBS, revisionValues, type NewRevision } from './revisions.js';
import { modesOf } from './stored-goals.js';

/** A stack's own row with its newest revision, as the API needs it. */
export interface StackRecord extends StackSummary {
  readonly shard: number;
  readonly disableRollback: boolean;
  readonly timeoutMins: number | null;
  readonly protected: boolean;
  /** The newest revision that the loop has taken up. */
  readonly seen: number;
  /** The newest that was reached; 0: none. */
  readonly completed: number;
  /** Of the newest revision: the one whose goal it has, the one that made this the goal, and the one that the status speaks of. */
  readonly base: number;
  readonly since: number;
  readonly asked: number;
  readonly goalAction: GoalAction;
  readonly modes: Modes;
}

/**
 * Makes a stack with its first goal. The same idempotency key answers the stack that it made before.
 * @param atMost how many stacks the tenant may have; of creates at the same moment a few may go beyond it.
 * @param traceParent of the request that asks for it; empty: nothing is traced
 * @throws IsothermError `stack.exists` or `stack.limit`
 */
export async function insertStack(
  database: DataSource,
  stack: {
    readonly id: string;
    readonly tenant: string;
    readonly name: string;
    readonly shard: number;
    /** Of the user who makes it; null, the default: not known. */
    readonly username?: string | null;
    readonly idempotencyKey: string | undefined;
  },
  revision: NewRevision,
  atMost: number,
  traceParent = '',
): Promise<{ readonly id: string; readonly name: string; readonly made: boolean }> {
  const rows = await database.query<{ id: string; name: string }[]>(
    `WITH blobs AS (${KEEP_BLOBS}),
     made AS (
       INSERT INTO stack (id, tenant, name, root, shard, idempotency_key, revision, asked, goal_action, disable_rollback, timeout_mins, tags, username, description, sinks_from)
       SELECT $3, $19, $20, $3, $21, $22, $4, $7, $5, $23, $24, $25, $27, coalesce($15, ''), CASE WHEN $18::text IS NOT NULL THEN $4::int END
        WHERE (SELECT count(*) FROM (SELECT FROM stack WHERE tenant = $19 AND deleted_at IS NULL LIMIT $26) AS living) < $26
       ON CONFLICT DO NOTHING RETURNING id, name),
     written AS (${insertRevisionOf('made')})
     SELECT id, name FROM made`,
    [
      ...revisionValues(stack.id, revision, traceParent),
      stack.tenant,
      stack.name,
      stack.shard,
      stack.idempotencyKey ?? null,
      revision.disableRollback,
      revision.timeoutMins,
      revision.tags,
      atMost,
      stack.username ?? null,
    ],
  );
  if (rows[0]) return { ...rows[0], made: true };
  const earlier = await database.query<{ id: string; name: string; again: boolean }[]>(
    `SELECT id, name, coalesce(idempotency_key = $2, false) AS again FROM stack
      WHERE tenant = $1 AND (idempotency_key = $2 OR name = $3 AND deleted_at IS NULL) ORDER BY again DESC`,
    [stack.tenant, stack.idempotencyKey ?? null, stack.name],
  );
  if (earlier[0]?.again) return { id: earlier[0].id, name: earlier[0].name, made: false };
  if (earlier[0]) throw new IsothermError('stack.exists', `The Stack (${stack.name}) already exists.`);
  throw new IsothermError(
    'stack.limit',
    `You have reached the maximum stacks per project, ${String(atMost)}. Please delete some stacks, or raise limits.stacks.`,
  );
}

/**
 * What was asked and the loop has not seen counts as in progress: an answer 202 is never followed by the old COMPLETE
 * (R22). A revision that only changes modes speaks of what was asked before it.
 */
export const STACK_COLUMNS = `
  stack.id, stack.name, stack.tenant, stack.description, stack.revision, stack.tags, stack.username,
  CASE WHEN stack.asked > stack.seen THEN stack.goal_action ELSE stack.action END AS action,
  CASE WHEN stack.asked > stack.seen THEN 'IN_PROGRESS' ELSE stack.status END AS status,
  CASE WHEN stack.asked > stack.seen THEN 'Stack ' || stack.goal_action || ' started' ELSE stack.reason END AS "statusReason",
  CASE WHEN stack.asked > stack.seen THEN 'converging' ELSE stack.convergence END AS convergence,
  stack.created_at AS "createdAt", stack.updated_at AS "updatedAt", stack.deleted_at AS "deletedAt"`;

/** By id, deleted ones too; or by name, live ones only. */
export async function findStack(
  database: DataSource,
  tenant: string,
  nameOrId: string,
): Promise<StackRecord | undefined> {
  const rows = await database.query<StackRecord[]>(
    `SELECT ${STACK_COLUMNS}, stack.shard, stack.disable_rollback AS "disableRollback", stack.timeout_mins AS "timeoutMins", stack.protected,
            stack.seen, stack.completed, stack.asked, stack.goal_action AS "goalAction", revision.base, revision.since, revision.modes
       FROM stack JOIN revision ON revision.stack = stack.id AND revision.number = stack.revision
      WHERE stack.tenant = $1 AND (${isUuid(nameOrId) ? 'stack.id = $2::uuid' : 'stack.name = $2 AND stack.deleted_at IS NULL'})`,
    [tenant, nameOrId],
  );
  const [found] = rows;
  return found && { ...found, modes: modesOf(found.modes) };
}

/** A protected stack takes no delete. It says nothing of its goal, so it is no revision. */
export async function protectStack(database: DataSource, stackId: string, on: boolean): Promise<void> {
  await database.query(`UPDATE stack SET protected = $2 WHERE id = $1`, [stackId, on]);
}
