import type { DataSource } from 'typeorm';
import { OWN } from '../own-sinks.js';
import { deleted, OWN_SENT, SENT } from './purge-histories.js';

/** A stack is about to bring something back from it. */
const RESTORED = `
  SELECT FROM revision CROSS JOIN jsonb_array_elements(revision.modes -> 'requests') AS mark
   WHERE revision.modes -> 'requests' @> '[{"verb":"restore"}]' AND (mark ->> 'verb') = 'restore'
     AND (mark ->> 'argument') = (snapshot.revision || ' ' || snapshot.stack)
     AND revision.number > (SELECT completed FROM stack AS other WHERE other.id = revision.stack AND other.deleted_at IS NULL)`;

/** What snapshots kept of stacks that were deleted before then. Answers how many snapshots went; there may be more. */
export async function purgeSnapshots(database: DataSource, deletedBeforeMs: number): Promise<number> {
  return deleted(
    database,
    `WITH gone AS (
       SELECT snapshot.id, snapshot.stack, snapshot.revision FROM stack JOIN snapshot ON snapshot.stack = stack.id
        WHERE stack.deleted_at < to_timestamp($1::float8 / 1000) AND NOT EXISTS (${RESTORED})
        ORDER BY stack.deleted_at LIMIT 20),
     things AS (
       DELETE FROM snapshot_resource USING gone
        WHERE snapshot_resource.stack = gone.stack AND snapshot_resource.revision = gone.revision)
     DELETE FROM snapshot USING gone WHERE snapshot.id = gone.id`,
    [deletedBeforeMs],
  );
}

/** Tables with rows of a stack, their keys, and the rows that go at once. */
const BELONGINGS = [
  ['event', 'stack, event'],
  ['log_line', 'id'],
  ['failure', 'stack, ordinal, fence'],
  ['event_cursor', 'sink, stack'],
  ['snapshot_resource', 'stack, revision, name, physical'],
  ['job', 'stack, ordinal'],
  ['claim', 'key'],
  ['instance', 'stack, ordinal'],
] as const;

const ROWS = 1_000;

/**
 * Stacks that were deleted before then, with all that was theirs, the stack itself at last: one that is half gone goes on the
 * next time. Not those of which a sink does not have everything, nor those with snapshots.
 */
export async function purgeDeletedStacks(
  database: DataSource,
  deletedBeforeMs: number,
  ownSinceMs: number,
): Promise<number> {
  const rows = await database.query<{ id: string }[]>(
    `SELECT id FROM stack
      WHERE deleted_at < to_timestamp($1::float8 / 1000) AND event <= coalesce(${SENT}, event)
        AND (deleted_at < to_timestamp($2::float8 / 1000) OR event <= ${OWN_SENT})
        AND NOT EXISTS (SELECT FROM snapshot WHERE snapshot.stack = stack.id)
      ORDER BY deleted_at LIMIT 20`,
    [deletedBeforeMs, ownSinceMs],
  );
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  for (const [table, key] of BELONGINGS) await purgeBelongings(database, table, key, ids);
  return deleted(database, `DELETE FROM stack WHERE id = ANY ($1::uuid[]) AND deleted_at IS NOT NULL`, [ids]);
}

async function purgeBelongings(
  database: DataSource,
  table: string,
  key: string,
  ids: readonly string[],
): Promise<void> {
  const sql = `
    DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE stack = ANY ($1::uuid[]) LIMIT ${String(ROWS)})`;
  while ((await deleted(database, sql, [ids])) === ROWS);
}

/** Sinks that no engine has had since then: nobody waits for what they do not have. */
export async function purgeSinks(database: DataSource, heardBeforeMs: number): Promise<number> {
  const left = `SELECT name FROM event_sink WHERE heard_at < to_timestamp($1::float8 / 1000) AND name <> '${OWN}'`;
  const cursors = `
    DELETE FROM event_cursor WHERE (sink, stack) IN (
      SELECT sink, stack FROM event_cursor WHERE sink IN (${left}) LIMIT ${String(ROWS)})`;
  while ((await deleted(database, cursors, [heardBeforeMs])) === ROWS);
  return deleted(database, `DELETE FROM event_sink WHERE name IN (${left})`, [heardBeforeMs]);
}
