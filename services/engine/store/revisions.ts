import type { DataSource } from 'typeorm';
import type { GoalAction, Modes } from '../core/goal.js';
import { BEGIN_OWN, sinksFrom } from './own-sinks.js';

/** A content that is kept once, however often it is used. */
export interface Blob {
  /** Keyed digest of what the user sent. */
  readonly hash: string;
  /** Sealed where it may hold secrets. */
  readonly content: string;
}

/** A goal as it is stored. Its texts are sealed when they hold secrets. */
export interface WrittenGoal {
  /** Hash of the template; null for the empty goal. */
  readonly template: string | null;
  /** The template, and the files that belong to it. */
  readonly blobs: readonly Blob[];
  /** What the user sent beside the template: parameters, environment, hashes of files. */
  readonly request: string;
  /** Newline-delimited resources. */
  readonly text: string;
  /** What of the compiled template is shown. */
  readonly view: string;
  /** Null: the stack keeps the one it has. */
  readonly description: string | null;
  /** How many there are. */
  readonly resources: number;
  /** The stack's own event sinks, sealed; null: it has none. */
  readonly eventSinks: string | null;
}

export const EMPTY_GOAL: WrittenGoal = {
  template: null,
  blobs: [],
  request: '{}',
  text: '',
  view: '{}',
  description: null,
  resources: 0,
  eventSinks: null,
};

/** Whatever is asked of a stack. */
export interface NewRevision {
  /** One more than the newest revision of the stack must have; nothing is written otherwise. */
  readonly number: number;
  readonly action: GoalAction;
  readonly since: number;
  readonly asked: number;
  /** What was asked, for people: `update`, `retry`, `pause`, ... */
  readonly askedFor: string;
  readonly modes: Modes;
  /** The goal that it brings along, or the number of the revision whose goal it has. */
  readonly goal: WrittenGoal | number;
  readonly disableRollback: boolean;
  readonly timeoutMins: number | null;
  readonly tags: readonly string[];
}

/** One that is there is locked, and said to be in use: the purge leaves it. */
export const KEEP_BLOBS = `
  INSERT INTO blob (hash, content) SELECT hash, content FROM unnest($1::text[], $2::text[]) AS row (hash, content) ORDER BY hash
  ON CONFLICT (hash) DO UPDATE SET used_at = now() WHERE blob.used_at < now() - interval '1 hour'`;

/** Writes a revision of the stack of `$3`: the first parameters of any statement that does. `from` names where the stack is. */
export function insertRevisionOf(from: string): string {
  return `
  INSERT INTO revision (stack, number, action, since, asked, asked_for, modes, base, template, request, goal, view, description, resources, trace_parent, blobs, event_sinks)
  SELECT id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $1, $18 FROM ${from}`;
}

/**
 * What `KEEP_BLOBS` and `insertRevisionOf` take.
 * @param traceParent of the request that asks for it; empty: nothing is traced
 */
export function revisionValues(stackId: string, revision: NewRevision, traceParent: string): unknown[] {
  const { goal } = revision;
  const written = typeof goal === 'number' ? undefined : goal;
  const blobs = written?.blobs ?? [];
  return [
    blobs.map(({ hash }) => hash),
    blobs.map(({ content }) => content),
    stackId,
    revision.number,
    revision.action,
    revision.since,
    revision.asked,
    revision.askedFor,
    JSON.stringify(revision.modes),
    typeof goal === 'number' ? goal : revision.number,
    written?.template ?? null,
    written?.request ?? null,
    written?.text ?? null,
    written?.view ?? null,
    written?.description ?? null,
    written?.resources ?? null,
    traceParent || null,
    written?.eventSinks ?? null,
  ];
}

/**
 * Writes a revision of a stack, if its newest one is still the expected one. A protected stack takes no delete.
 * @param snapshot one that begins with the revision
 * @param traceParent of the request that asks for it; empty: nothing is traced
 * @returns its number; undefined: another one was written meanwhile, or the stack is gone.
 */
export async function insertRevision(
  database: DataSource,
  stackId: string,
  revision: NewRevision,
  snapshot?: { readonly id: string; readonly name: string },
  traceParent = '',
): Promise<number | undefined> {
  const rows = await database.query<{ revision: number }[]>(
    `WITH blobs AS (${KEEP_BLOBS}),
     goal AS (
       SELECT $4::int AS number, $18::text AS event_sinks WHERE $10::int = $4::int AND $11::text IS NOT NULL
       UNION ALL SELECT number, event_sinks FROM revision WHERE stack = $3 AND number = $10 AND template IS NOT NULL),
     moved AS (
       UPDATE stack SET revision = revision + 1, goal_action = $5, asked = $7, disable_rollback = $19, timeout_mins = $20, tags = $21,
              sinks_from = ${sinksFrom('goal')},
              description = coalesce($15, (SELECT description FROM revision WHERE stack = $3 AND number = $10), description),
              updated_at = CASE WHEN $6 = $4 THEN now() ELSE updated_at END
        WHERE id = $3 AND revision = $4 - 1 AND deleted_at IS NULL AND NOT (protected AND $5 = 'DELETE')
        RETURNING id, revision, seen, completed, status, event, sinks_from),
     begun AS (${BEGIN_OWN}),
     ended AS (
       UPDATE revision SET ended = CASE WHEN moved.completed = number THEN 'reached'
              WHEN moved.seen = number AND moved.status = 'FAILED' THEN 'failed' ELSE 'superseded' END
         FROM moved WHERE revision.stack = moved.id AND revision.number = moved.revision - 1),
     written AS (${insertRevisionOf('moved')}),
     snapped AS (
       INSERT INTO snapshot (id, stack, revision, name, status, reason)
       SELECT $22::uuid, id, revision, $23, 'IN_PROGRESS', '' FROM moved WHERE $22::uuid IS NOT NULL)
     SELECT revision FROM moved`,
    [
      ...revisionValues(stackId, revision, traceParent),
      revision.disableRollback,
      revision.timeoutMins,
      revision.tags,
      snapshot?.id ?? null,
      snapshot?.name ?? '',
    ],
  );
  return rows[0]?.revision;
}

/** A revision with the goal that it has, whoever wrote that. */
export interface RevisionRecord {
  readonly number: number;
  readonly base: number;
  readonly action: GoalAction;
  /** As they were stored: maybe sealed. */
  readonly template: string;
  readonly request: string;
  readonly view: string;
}

const REVISION_WITH_BASE = `
  FROM revision JOIN revision AS base ON base.stack = revision.stack AND base.number = revision.base`;

/**
 * The newest revision whose goal has a template: of a stack that is being deleted, the one before.
 * @param number another one than the newest
 */
export async function loadRevision(
  database: DataSource,
  stackId: string,
  number?: number,
): Promise<RevisionRecord | undefined> {
  const rows = await database.query<RevisionRecord[]>(
    `SELECT revision.number, revision.base, revision.action, blob.content AS template, base.request, base.view
       ${REVISION_WITH_BASE} JOIN blob ON blob.hash = base.template
      WHERE revision.stack = $1 AND ($2::int IS NULL OR revision.number = $2) ORDER BY revision.number DESC LIMIT 1`,
    [stackId, number ?? null],
  );
  return rows[0];
}

/** The resources of a revision's goal as they were stored: maybe sealed. Undefined: there is no such revision. */
export async function loadGoalText(
  database: DataSource,
  stackId: string,
  number: number,
): Promise<string | undefined> {
  const rows = await database.query<{ goal: string }[]>(
    `SELECT base.goal ${REVISION_WITH_BASE} WHERE revision.stack = $1 AND revision.number = $2`,
    [stackId, number],
  );
  return rows[0]?.goal;
}

/** The contents that are kept under the hashes, as they were stored. */
export async function loadBlobs(
  database: DataSource,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query<Blob[]>(`SELECT hash, content FROM blob WHERE hash = ANY($1::text[])`, [
    hashes,
  ]);
  return new Map(rows.map(({ hash, content }) => [hash, content]));
}
