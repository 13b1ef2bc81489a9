import type { DataSource } from 'typeorm';
import type { Kept } from '../../app/purger.js';
import { OWN } from '../own-sinks.js';

/** Rows of one stack that go at once, at most. */
const ROWS = 100;

/** Up to which event all sinks of the operator have those of the stack; null: there is none. */
export const SENT = `(
  SELECT min(coalesce(event_cursor.event, 0)) FROM event_sink
    LEFT JOIN event_cursor ON event_cursor.sink = event_sink.name AND event_cursor.stack = stack.id
   WHERE event_sink.name <> '${OWN}')`;

/** Up to which event the stack's own sinks have them. */
export const OWN_SENT = `(
  CASE WHEN stack.sinks_from IS NULL THEN stack.event
       ELSE coalesce((SELECT event FROM event_cursor WHERE sink = '${OWN}' AND event_cursor.stack = stack.id), 0) END)`;

/**
 * The oldest events of some stacks, but none that a sink does not have; of the stack's own only while they are young. Answers how many
 * went; there may be more.
 */
export async function purgeEvents(
  database: DataSource,
  stacks: readonly string[],
  kept: Kept,
  ownSinceMs: number,
): Promise<number> {
  return deleted(
    database,
    `WITH gone AS (
       SELECT oldest.stack, oldest.event FROM unnest($1::uuid[]) AS batch (id) JOIN stack ON stack.id = batch.id
         CROSS JOIN LATERAL (
           SELECT event.stack, event.event, event.time FROM event
            WHERE event.stack = stack.id ORDER BY event.event LIMIT ${String(ROWS)}) AS oldest
        WHERE (oldest.time < $2::float8 OR oldest.event <= stack.event - $3::bigint) AND oldest.event <= coalesce(${SENT}, stack.event)
          AND (oldest.time < $4::float8 OR oldest.event <= ${OWN_SENT}))
     DELETE FROM event USING gone WHERE event.stack = gone.stack AND event.event = gone.event`,
    [stacks, kept.sinceMs, kept.most, ownSinceMs],
  );
}

/** Its lines are still to come, or are what its failure will be told with. */
const RUNS = `
  SELECT FROM job WHERE job.stack = log_line.stack AND job.ordinal = log_line.ordinal AND job.fence = log_line.fence`;

/** The oldest lines of all behind `after`, page by page. Undefined: what follows is younger, or there is nothing more. */
export async function purgeOldLogLines(
  database: DataSource,
  after: string,
  sinceMs: number,
): Promise<{ readonly gone: number; readonly last: string | undefined }> {
  const [page] = await database.query<[{ gone: number; last: string | null; old: boolean | null }]>(
    `WITH page AS (SELECT id, time FROM log_line WHERE id > $1 ORDER BY id LIMIT 1000),
     gone AS (
       DELETE FROM log_line WHERE id = ANY (ARRAY(SELECT id FROM page WHERE time < $2)) AND NOT EXISTS (${RUNS}) RETURNING 1)
     SELECT (SELECT count(*)::int FROM gone) AS gone, max(id) AS last, bool_and(time < $2) AS old FROM page`,
    [after, sinceMs],
  );
  return { gone: page.gone, last: page.old === true ? (page.last ?? undefined) : undefined };
}

/** Of each resource of some stacks those beyond the newest `most`. */
export async function purgeLogLines(
  database: DataSource,
  stacks: readonly string[],
  most: number,
): Promise<number> {
  return deleted(
    database,
    `WITH ranked AS (
       SELECT id, row_number() OVER (PARTITION BY stack, name ORDER BY id DESC) AS place FROM log_line WHERE stack = ANY ($1::uuid[])),
     gone AS (SELECT id FROM ranked WHERE place > $2 LIMIT 1000)
     DELETE FROM log_line WHERE id = ANY (ARRAY(SELECT id FROM gone)) AND NOT EXISTS (${RUNS})`,
    [stacks, most],
  );
}

/** Never those under the goal that a stack has, sees, or has rolled back from. */
export async function purgeFailures(
  database: DataSource,
  stacks: readonly string[],
  kept: Kept,
): Promise<number> {
  return deleted(
    database,
    `WITH old AS (
       SELECT failure.stack, failure.ordinal, failure.fence, failure.time,
              row_number() OVER (PARTITION BY failure.stack ORDER BY failure.time DESC) AS place
         FROM unnest($1::uuid[]) AS batch (id) JOIN stack ON stack.id = batch.id
         JOIN revision AS newest ON newest.stack = stack.id AND newest.number = stack.revision
         LEFT JOIN revision AS seen ON seen.stack = stack.id AND seen.number = stack.seen
         LEFT JOIN LATERAL (
           SELECT since FROM revision WHERE revision.stack = stack.id AND revision.number < newest.since
            ORDER BY number DESC LIMIT 1) AS earlier ON true
         JOIN failure ON failure.stack = stack.id AND failure.revision < least(newest.since, seen.since, earlier.since)),
     gone AS (SELECT * FROM old WHERE time < $2::float8 OR place > $3::bigint LIMIT 1000)
     DELETE FROM failure USING gone
      WHERE failure.stack = gone.stack AND failure.ordinal = gone.ordinal AND failure.fence = gone.fence`,
    [stacks, kept.sinceMs, kept.most],
  );
}

/**
 * Never the newest, the one that is seen, the one that was reached last, nor what those speak of; none whose goal another one has, that took a
 * snapshot, that a stack has rolled back from, or that is the newest with a template. What nobody else has the goal of any more goes the next time.
 */
export async function purgeRevisions(
  database: DataSource,
  stacks: readonly string[],
  kept: Kept,
): Promise<number> {
  return deleted(
    database,
    `WITH needed AS (
       SELECT stack.id, stack.revision, stack.seen, array_cat(
                (SELECT array_agg(number) || array_agg(since) || array_agg(asked) FROM revision AS present
                  WHERE present.stack = stack.id AND present.number IN (stack.revision, stack.seen, stack.completed)),
                ARRAY[
                  (SELECT earlier.number FROM revision AS newest, revision AS earlier
                    WHERE newest.stack = stack.id AND newest.number = stack.revision
                      AND earlier.stack = stack.id AND earlier.number < newest.since ORDER BY earlier.number DESC LIMIT 1),
                  (SELECT written.number FROM revision AS written
                     JOIN revision AS base ON base.stack = written.stack AND base.number = written.base AND base.template IS NOT NULL
                    WHERE written.stack = stack.id ORDER BY written.number DESC LIMIT 1)]) AS numbers
         FROM unnest($1::uuid[]) AS batch (id) JOIN stack ON stack.id = batch.id),
     gone AS (
       SELECT revision.stack, revision.number
         FROM needed JOIN revision ON revision.stack = needed.id AND revision.number < needed.seen
        WHERE (revision.created_at < to_timestamp($2::float8 / 1000) OR revision.number <= needed.revision - $3::bigint)
          AND NOT coalesce(revision.number = ANY (needed.numbers), false)
          AND NOT EXISTS (
            SELECT FROM revision AS other WHERE other.stack = revision.stack AND other.base = revision.number AND other.number <> revision.number)
          AND NOT EXISTS (SELECT FROM snapshot WHERE snapshot.stack = revision.stack AND snapshot.revision = revision.number)
        LIMIT 1000)
     DELETE FROM revision USING gone WHERE revision.stack = gone.stack AND revision.number = gone.number`,
    [stacks, kept.sinceMs, kept.most],
  );
}

/** Stacks by their ids, so that a pass through all of them needs to remember one. */
export async function stacksAfter(database: DataSource, after: string, most: number): Promise<string[]> {
  const rows = await database.query<{ id: string }[]>(
    `SELECT id FROM stack WHERE id > $1::uuid ORDER BY id LIMIT $2`,
    [after, most],
  );
  return rows.map(({ id }) => id);
}

/** How many rows a DELETE has taken away. */
export async function deleted(
  database: DataSource,
  text: string,
  values: readonly unknown[],
): Promise<number> {
  const [, gone] = await database.query<[unknown[], number]>(text, [...values]);
  return gone;
}
