import { DELETION_POLICY } from './snapshots.js';
import type { Turn } from '../app/store-port.js';
import type { HotConnection } from './hot-connection.js';

/**
 * One turn in one statement, one round trip and one commit. `fence` locks the shard rows in id order and keeps those
 * whose epoch is still ours; every write joins it, so an engine that lost a shard writes nothing there (R19).
 */
const FENCED_STACKS = `
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
    FROM ours WHERE stack.id = ours.id)`;

interface Part {
  readonly name: string;
  readonly rows: (turn: Turn) => readonly object[];
  /** @param set the parameter that holds the rows. */
  readonly sql: (set: string) => string;
}

/** The sets of a table are disjoint by key, since the parts of a statement do not see each other. */
const PARTS: readonly Part[] = [
  {
    name: 'inserted',
    rows: ({ inserted }) => inserted,
    sql: (set) => `
  INSERT INTO instance (stack, ordinal, name, type, node, physical, digest, applied, state, seen)
  SELECT row.stack, row.ordinal, row.name, row.type, row.node, row.physical, row.digest, row.applied, row.state, row.seen
    FROM jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, ordinal int, name text, type text, node text, physical text,
      digest text, applied text, state text, seen text)
    JOIN ours ON ours.id = row.stack`,
  },
  {
    name: 'updated',
    rows: ({ updated }) => updated,
    sql: (set) => `
  UPDATE instance SET node = row.node, physical = row.physical, digest = row.digest,
      applied = coalesce(row.applied, instance.applied), state = row.state, seen = row.seen
    FROM jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, ordinal int, node text, physical text, digest text, applied text,
      state text, seen text), ours
   WHERE ours.id = row.stack AND instance.stack = row.stack AND instance.ordinal = row.ordinal`,
  },
  {
    name: 'removed',
    rows: ({ removed }) => removed,
    sql: (set) => `
  DELETE FROM instance USING jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, ordinal int), ours
   WHERE ours.id = row.stack AND instance.stack = row.stack AND instance.ordinal = row.ordinal`,
  },
  {
    name: 'unclaimed',
    rows: ({ removed }) => removed,
    // Each by its own index: with an OR all claims of the stack would be read for each row.
    sql: (set) => `
  DELETE FROM claim USING (
    SELECT claim.key FROM jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, ordinal int)
      JOIN ours ON ours.id = row.stack JOIN claim ON claim.stack = row.stack AND claim.ordinal = row.ordinal
     UNION
    SELECT claim.key FROM jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, key text)
      JOIN ours ON ours.id = row.stack JOIN claim ON claim.stack = row.stack AND claim.key = row.key) AS freed
   WHERE claim.key = freed.key`,
  },
  {
    name: 'released',
    rows: ({ stacks }) => stacks.filter(({ deleted }) => deleted),
    sql: (set) => `
  DELETE FROM claim USING jsonb_to_recordset(${set}::jsonb) AS row (id uuid), ours
   WHERE ours.id = row.id AND claim.stack = ours.id`,
  },
  {
    name: 'jobs',
    rows: ({ jobs }) => jobs,
    sql: (set) => `
  INSERT INTO job (stack, ordinal, action, fence, worker, attempt, revision, changes, since, request)
  SELECT row.stack, row.ordinal, row.action, row.fence, row.worker, row.attempt, row.revision, row.changes, row.since, row.request
    FROM jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, ordinal int, action text, fence int, worker text, attempt int,
      revision int, changes jsonb, since float8, request int)
    JOIN ours ON ours.id = row.stack
  ON CONFLICT (stack, ordinal) DO UPDATE SET action = excluded.action, fence = excluded.fence, worker = excluded.worker,
      attempt = excluded.attempt, revision = excluded.revision, changes = excluded.changes, since = excluded.since,
      request = excluded.request`,
  },
  {
    name: 'ended',
    rows: ({ endedJobs }) => endedJobs,
    sql: (set) => `
  DELETE FROM job USING jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, ordinal int), ours
   WHERE ours.id = row.stack AND job.stack = row.stack AND job.ordinal = row.ordinal`,
  },
  {
    name: 'events',
    rows: ({ events }) => events,
    sql: (set) => `
  INSERT INTO event (stack, event, time, name, type, physical, action, status, reason)
  SELECT row.stack, row.event, row.time, row.name, row.type, row.physical, row.action, row.status, row.reason
    FROM jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, event bigint, time float8, name text, type text, physical text,
      action text, status text, reason text)
    JOIN ours ON ours.id = row.stack`,
  },
  {
    name: 'failures',
    rows: ({ failures }) => failures,
    sql: (set) => `
  INSERT INTO failure (stack, ordinal, fence, revision, time, name, type, physical, action, attempt, kind, cause)
  SELECT DISTINCT ON (row.stack, row.ordinal, row.fence) row.stack, row.ordinal, row.fence, row.revision, row.time, row.name, row.type,
      row.physical, row.action, row.attempt, row.kind, row.cause
    FROM jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, ordinal int, fence int, revision int, time float8, name text,
      type text, physical text, action text, attempt int, kind text, cause text)
    JOIN ours ON ours.id = row.stack
   ORDER BY row.stack, row.ordinal, row.fence, row.revision DESC
  -- What never became ready fails again under a later goal, without another run.
  ON CONFLICT (stack, ordinal, fence) DO UPDATE
    SET revision = excluded.revision, time = excluded.time, action = excluded.action, attempt = excluded.attempt,
        kind = excluded.kind, cause = excluded.cause
    WHERE excluded.revision > failure.revision`,
  },
  {
    name: 'kept',
    rows: ({ snapshots }) => snapshots,
    sql: (set) => `
  INSERT INTO snapshot_resource (stack, revision, name, physical, type, data)
  SELECT row.stack, row.revision, row.name, row.physical, row.type, row.data
    FROM jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, revision int, name text, physical text, type text, data text)
    JOIN ours ON ours.id = row.stack
  ON CONFLICT (stack, revision, name, physical) DO UPDATE SET data = excluded.data`,
  },
  {
    // A deletion policy keeps what nobody asked to keep: it is found among the snapshots too.
    name: 'keeping',
    rows: ({ snapshots }) => snapshots,
    sql: (set) => `
  INSERT INTO snapshot (id, stack, revision, name, status, reason)
  SELECT DISTINCT ON (row.stack, row.revision) gen_random_uuid(), row.stack, row.revision, '${DELETION_POLICY}', 'COMPLETE', ''
    FROM jsonb_to_recordset(${set}::jsonb) AS row (stack uuid, revision int)
    JOIN ours ON ours.id = row.stack
  ON CONFLICT (stack, revision) DO NOTHING`,
  },
  {
    // How the snapshot went is how the stack went that was asked for it, be it paused or protected since.
    name: 'snapped',
    rows: ({ stacks }) =>
      stacks.filter(({ action, status }) => action === 'SNAPSHOT' && status !== 'IN_PROGRESS'),
    sql: (set) => `
  UPDATE snapshot SET status = ours.status, reason = ours.reason
    FROM jsonb_to_recordset(${set}::jsonb) AS row (id uuid), ours, revision
   WHERE ours.id = row.id AND revision.stack = ours.id AND revision.number = ours.seen
     AND snapshot.stack = ours.id AND snapshot.revision = revision.asked AND snapshot.status <> 'COMPLETE'`,
  },
];

/** What FENCED_STACKS takes before the parts. */
const FIRST_SET = 4;

/** Statements by the parts they have: an empty part costs as much as one with a row, and most turns need few. */
const statements = new Map<string, string>();

export async function commitTurn(connection: HotConnection, turn: Turn): Promise<ReadonlySet<string>> {
  const values: unknown[] = [
    turn.shards.map(({ id }) => id),
    turn.shards.map(({ epoch }) => epoch),
    JSON.stringify(turn.stacks),
  ];
  const parts: Part[] = [];
  // Short: PostgreSQL tells names apart by their first 63 characters only.
  let name = 'commit';
  for (const [i, part] of PARTS.entries()) {
    const rows = part.rows(turn);
    if (rows.length === 0) continue;
    parts.push(part);
    name += ` ${String(i)}`;
    values.push(JSON.stringify(rows));
  }
  let text = statements.get(name);
  if (text === undefined) {
    const writes = parts.map((part, i) => `,\n${part.name} AS (${part.sql(`$${String(FIRST_SET + i)}`)})`);
    statements.set(name, (text = `${FENCED_STACKS}${writes.join('')}\nSELECT id FROM ours`));
  }
  const rows = await connection.query<{ id: string }>(name, text, values);
  return new Set(rows.map(({ id }) => id));
}
