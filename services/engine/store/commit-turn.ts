import type { Turn } from '../app/store-port.js';
import type { HotConnection } from './hot-connection.js';

/**
 * One turn in one statement, one round trip and one commit. `fence` locks the shard rows in id order and keeps those
 * whose epoch is still ours; every write joins it, so an engine that lost a shard writes nothing there (R19).
 * The sets of a table are disjoint by key, since the parts of a statement do not see each other.
 */
const COMMIT_TURN = `
WITH fence AS MATERIALIZED (
  SELECT shard.id FROM shard
    JOIN unnest($1::smallint[], $2::bigint[]) AS held (id, epoch) ON shard.id = held.id AND shard.epoch = held.epoch
   ORDER BY shard.id FOR SHARE OF shard),
ours AS MATERIALIZED (
  SELECT row.* FROM jsonb_to_recordset($3::jsonb) AS row (id uuid, shard smallint, seen int, completed int, ordinal int, event bigint,
      action text, status text, reason text, convergence text, deleted boolean)
    JOIN fence ON fence.id = row.shard),
stacks AS (
  UPDATE stack SET seen = ours.seen, completed = ours.completed, ordinal = ours.ordinal, event = ours.event, action = ours.action,
      status = ours.status, reason = ours.reason, convergence = ours.convergence,
      deleted_at = CASE WHEN ours.deleted THEN coalesce(stack.deleted_at, now()) END
    FROM ours WHERE stack.id = ours.id),
inserted AS (
  INSERT INTO instance (stack, ordinal, name, type, node, physical, digest, applied, state, seen)
  SELECT row.stack, row.ordinal, row.name, row.type, row.node, row.physical, row.digest, row.applied, row.state, row.seen
    FROM jsonb_to_recordset($4::jsonb) AS row (stack uuid, ordinal int, name text, type text, node text, physical text,
      digest text, applied text, state text, seen text)
    JOIN ours ON ours.id = row.stack),
updated AS (
  UPDATE instance SET node = row.node, physical = row.physical, digest = row.digest,
      applied = coalesce(row.applied, instance.applied), state = row.state, seen = row.seen
    FROM jsonb_to_recordset($5::jsonb) AS row (stack uuid, ordinal int, node text, physical text, digest text, applied text,
      state text, seen text), ours
   WHERE ours.id = row.stack AND instance.stack = row.stack AND instance.ordinal = row.ordinal),
removed AS (
  DELETE FROM instance USING jsonb_to_recordset($6::jsonb) AS row (stack uuid, ordinal int), ours
   WHERE ours.id = row.stack AND instance.stack = row.stack AND instance.ordinal = row.ordinal),
unclaimed AS (
  DELETE FROM claim USING jsonb_to_recordset($6::jsonb) AS row (stack uuid, ordinal int, key text), ours
   WHERE ours.id = row.stack AND claim.stack = row.stack AND (claim.ordinal = row.ordinal OR claim.key = row.key)),
released AS (
  DELETE FROM claim USING ours WHERE ours.deleted AND claim.stack = ours.id),
jobs AS (
  INSERT INTO job (stack, ordinal, action, fence, worker, attempt, revision, changes, since)
  SELECT row.stack, row.ordinal, row.action, row.fence, row.worker, row.attempt, row.revision, row.changes, row.since
    FROM jsonb_to_recordset($7::jsonb) AS row (stack uuid, ordinal int, action text, fence int, worker text, attempt int,
      revision int, changes jsonb, since float8)
    JOIN ours ON ours.id = row.stack
  ON CONFLICT (stack, ordinal) DO UPDATE SET action = excluded.action, fence = excluded.fence, worker = excluded.worker,
      attempt = excluded.attempt, revision = excluded.revision, changes = excluded.changes, since = excluded.since),
ended AS (
  DELETE FROM job USING jsonb_to_recordset($8::jsonb) AS row (stack uuid, ordinal int), ours
   WHERE ours.id = row.stack AND job.stack = row.stack AND job.ordinal = row.ordinal),
events AS (
  INSERT INTO event (stack, event, time, name, type, physical, action, status, reason)
  SELECT row.stack, row.event, row.time, row.name, row.type, row.physical, row.action, row.status, row.reason
    FROM jsonb_to_recordset($9::jsonb) AS row (stack uuid, event bigint, time float8, name text, type text, physical text,
      action text, status text, reason text)
    JOIN ours ON ours.id = row.stack)
SELECT id FROM ours`;

export async function commitTurn(connection: HotConnection, turn: Turn): Promise<ReadonlySet<string>> {
  const rows = await connection.query<{ id: string }>('commit-turn', COMMIT_TURN, [
    turn.shards.map(({ id }) => id),
    turn.shards.map(({ epoch }) => epoch),
    JSON.stringify(turn.stacks),
    JSON.stringify(turn.inserted),
    JSON.stringify(turn.updated),
    JSON.stringify(turn.removed),
    JSON.stringify(turn.jobs),
    JSON.stringify(turn.endedJobs),
    JSON.stringify(turn.events),
  ]);
  return new Set(rows.map(({ id }) => id));
}
