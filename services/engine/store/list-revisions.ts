import type { DataSource } from 'typeorm';
import type { GoalAction } from '../core/goal.js';

export interface ListedRevision {
  readonly number: number;
  readonly action: GoalAction;
  readonly askedFor: string;
  readonly base: number;
  readonly since: number;
  readonly asked: number;
  readonly createdAt: Date;
  /** What had become of it when the next one was written; null: it is the newest. */
  readonly ended: 'reached' | 'failed' | 'superseded' | null;
  /** How many resources its goal has; null where an older version did not count them: then `goal` has them. */
  readonly resources: number | null;
  /** Maybe sealed. */
  readonly goal: string | null;
}

/** All revisions of a stack, newest first. */
export async function listRevisions(database: DataSource, stack: string): Promise<ListedRevision[]> {
  return database.query<ListedRevision[]>(
    `SELECT revision.number, revision.action, revision.asked_for AS "askedFor", revision.base, revision.since, revision.asked,
            revision.created_at AS "createdAt", revision.ended, base.resources,
            CASE WHEN base.resources IS NULL THEN base.goal END AS goal
       FROM revision JOIN revision AS base ON base.stack = revision.stack AND base.number = revision.base
      WHERE revision.stack = $1 ORDER BY revision.number DESC`,
    [stack],
  );
}
