import type { DataSource } from 'typeorm';
import { IsothermError } from '../../../lib/errors.js';
import type { StackQuery, StackSummary } from '../app/use-cases/use-cases.js';
import type { GoalAction } from '../core/goal.js';

/** A stack's own row, as the API needs it. */
export interface StackRecord extends StackSummary {
  readonly shard: number;
  readonly disableRollback: boolean;
  readonly timeoutMins: number | null;
}

export interface NewRevision {
  readonly action: GoalAction;
  /** Template text, sealed when it may hold secrets, and the keyed digest of what the user sent; undefined for a delete. */
  readonly template: { readonly hash: string; readonly text: string } | undefined;
  /** What the user sent beside the template, sealed: parameters, environment, files. */
  readonly request: string;
  /** Newline-delimited goal, sealed when it holds secrets. */
  readonly goal: string;
  /** What of the compiled template is shown, sealed when it holds secrets. */
  readonly view: string;
  readonly description: string;
  readonly disableRollback: boolean;
  readonly timeoutMins: number | null;
  readonly tags: readonly string[];
}

/**
 * Makes a stack with its first goal. The same idempotency key answers the stack that it made before.
 * @param atMost how many stacks the tenant may have; of creates at the same moment a few may go beyond it.
 * @throws IsothermError `stack.exists` or `stack.limit`
 */
export async function insertStack(
  database: DataSource,
  stack: {
    readonly id: string;
    readonly tenant: string;
    readonly name: string;
    readonly shard: number;
    readonly idempotencyKey: string | undefined;
  },
  revision: NewRevision,
  atMost: number,
): Promise<{ readonly id: string; readonly name: string; readonly made: boolean }> {
  const rows = await database.query<{ id: string; name: string }[]>(
    `WITH kept AS (${KEEP_TEMPLATE}),
     made AS (
       INSERT INTO stack (id, tenant, name, root, shard, idempotency_key, revision, goal_action, disable_rollback, timeout_mins, tags, description)
       SELECT $3, $4, $5, $3, $6, $7, 1, $8, $9, $10, $11, $12
        WHERE (SELECT count(*) FROM (SELECT FROM stack WHERE tenant = $4 AND deleted_at IS NULL LIMIT $16) AS living) < $16
       ON CONFLICT DO NOTHING RETURNING id, name),
     goal AS (
       INSERT INTO revision (stack, number, action, template, request, goal, view)
       SELECT id, 1, $8, $1, $13, $14, $15 FROM made)
     SELECT id, name FROM made`,
    [
      revision.template?.hash ?? null, revision.template?.text ?? null, stack.id, stack.tenant, stack.name, stack.shard,
      stack.idempotencyKey ?? null, revision.action, revision.disableRollback, revision.timeoutMins, revision.tags,
      revision.description, revision.request, revision.goal, revision.view, atMost,
    ], // prettier-ignore
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
 * Writes a new goal for a stack, if its newest revision is still the expected one.
 * @returns the new revision; undefined: another goal was written meanwhile, or the stack is gone.
 */
export async function insertRevision(
  database: DataSource,
  stackId: string,
  expected: number,
  revision: NewRevision,
): Promise<number | undefined> {
  const rows = await database.query<{ revision: number }[]>(
    `WITH kept AS (${KEEP_TEMPLATE}),
     moved AS (
       UPDATE stack SET revision = revision + 1, goal_action = $5, disable_rollback = $6, timeout_mins = $7, tags = $8, description = $9,
              updated_at = CASE WHEN $5 = 'DELETE' THEN updated_at ELSE now() END
        WHERE id = $3 AND revision = $4 AND deleted_at IS NULL RETURNING id, revision),
     goal AS (
       INSERT INTO revision (stack, number, action, template, request, goal, view)
       SELECT id, revision, $5, $1, $10, $11, $12 FROM moved)
     SELECT revision FROM moved`,
    [
      revision.template?.hash ?? null, revision.template?.text ?? null, stackId, expected, revision.action, revision.disableRollback,
      revision.timeoutMins, revision.tags, revision.description, revision.request, revision.goal, revision.view,
    ], // prettier-ignore
  );
  return rows[0]?.revision;
}

const KEEP_TEMPLATE = `INSERT INTO blob (hash, content) SELECT $1::text, $2::text WHERE $1::text IS NOT NULL ON CONFLICT DO NOTHING`;

/** A goal that the loop has not seen counts as in progress: an answer 202 is never followed by the old COMPLETE (R22). */
const SELECT_STACK = `
  SELECT id, name, tenant, shard, description, revision, disable_rollback AS "disableRollback", timeout_mins AS "timeoutMins", tags,
         CASE WHEN revision > seen THEN goal_action ELSE action END AS action,
         CASE WHEN revision > seen THEN 'IN_PROGRESS' ELSE status END AS status,
         CASE WHEN revision > seen THEN 'Stack ' || goal_action || ' started' ELSE reason END AS "statusReason",
         CASE WHEN revision > seen THEN 'converging' ELSE convergence END AS convergence,
         created_at AS "createdAt", updated_at AS "updatedAt", deleted_at AS "deletedAt"
    FROM stack`;

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}

/** By id, deleted ones too; or by name, live ones only. */
export async function findStack(
  database: DataSource,
  tenant: string,
  nameOrId: string,
): Promise<StackRecord | undefined> {
  const rows = await database.query<StackRecord[]>(
    `${SELECT_STACK} WHERE tenant = $1 AND (${isUuid(nameOrId) ? 'id = $2::uuid' : 'name = $2 AND deleted_at IS NULL'})`,
    [tenant, nameOrId],
  );
  return rows[0];
}

const SORT_COLUMNS = {
  stack_name: 'name',
  stack_status: 'status',
  creation_time: '"createdAt"',
  updated_time: '"updatedAt"',
} as const;

export async function listStacks(
  database: DataSource,
  tenant: string,
  query: StackQuery,
): Promise<StackRecord[]> {
  const direction = query.sortDir === 'asc' ? 'ASC' : 'DESC';
  const order = [...(query.sortKeys ?? ['creation_time'])]
    .map((key) => `${SORT_COLUMNS[key]} ${direction}`)
    .join(', ');
  const statuses = query.statuses?.map((status) => status.toUpperCase()) ?? null;
  const rows = await database.query<StackRecord[]>(
    `WITH found AS (
       SELECT stacks.*, row_number() OVER (ORDER BY ${order}, id) AS place FROM (${SELECT_STACK}) AS stacks
        WHERE tenant = $1 AND ($2 OR "deletedAt" IS NULL)
          AND ($3::text[] IS NULL OR name = ANY($3)) AND ($4::uuid[] IS NULL OR id = ANY($4))
          AND ($5::text[] IS NULL OR status = ANY($5) OR action || '_' || status = ANY($5))
          AND ($6::text[] IS NULL OR tags @> $6))
     SELECT * FROM found WHERE place > coalesce((SELECT place FROM found WHERE id::text = $7), 0) ORDER BY place LIMIT $8`,
    [
      tenant,
      query.showDeleted ?? false,
      query.names ?? null,
      query.ids?.filter(isUuid) ?? null,
      statuses,
      query.tags ?? null,
      query.marker ?? null,
      query.limit ?? null,
    ],
  );
  return rows;
}

export interface RevisionRecord {
  readonly number: number;
  readonly action: GoalAction;
  /** As it was stored: maybe sealed. */
  readonly template: string | null;
  readonly request: string;
  readonly view: string;
}

/** The newest revision that has a template: of a stack that is being deleted, the one before. */
export async function loadRevision(
  database: DataSource,
  stackId: string,
): Promise<RevisionRecord | undefined> {
  const rows = await database.query<RevisionRecord[]>(
    `SELECT revision.number, revision.action, blob.content AS template, revision.request, revision.view
       FROM revision LEFT JOIN blob ON blob.hash = revision.template
      WHERE revision.stack = $1 AND revision.template IS NOT NULL ORDER BY revision.number DESC LIMIT 1`,
    [stackId],
  );
  return rows[0];
}
