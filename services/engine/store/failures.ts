import type { DataSource } from 'typeorm';
import type { FailureRow } from '../app/store-port.js';

/** A try that failed, with the last that its handler had logged, oldest line first. */
export interface FailureRecord extends FailureRow {
  readonly output: readonly string[];
}

/** Of each instance and action the newest try that failed under one of the goals, oldest first. */
export async function loadFailures(
  database: DataSource,
  stack: string,
  revisions: readonly number[],
  linesOfEach: number,
): Promise<FailureRecord[]> {
  return database.query<FailureRecord[]>(
    `WITH newest AS (
       SELECT DISTINCT ON (ordinal, action) * FROM failure
        WHERE stack = $1 AND revision = ANY($2::int[]) ORDER BY ordinal, action, fence DESC)
     SELECT newest.*, coalesce(said.output, '{}') AS output FROM newest
       CROSS JOIN LATERAL (
         SELECT array_agg(line ORDER BY id) AS output FROM (
           SELECT id, line FROM log_line
            WHERE log_line.stack = newest.stack AND log_line.name = newest.name
              AND log_line.ordinal = newest.ordinal AND log_line.fence = newest.fence
            ORDER BY id DESC LIMIT $3) AS last) AS said
      ORDER BY newest.time, newest.ordinal`,
    [stack, revisions, linesOfEach],
  );
}
