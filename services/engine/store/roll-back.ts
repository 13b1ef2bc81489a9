import type { DataSource } from 'typeorm';
import { BEGIN_OWN, sinksFrom } from './own-sinks.js';
import { NOTIFY_REVISION } from './wake-ups.js';

/**
 * Makes the goal that was reached last the goal again, or the empty one, as revision `revision + 1`. Answers its number;
 * undefined when the newest revision is not `revision` any more, or the shard has another epoch. Whoever listens is told.
 * @param owner the shard and its epoch, when the engine that owns the stack does so by itself (R19): only from a goal that was not
 *   reached after all (R3)
 * @param traceParent of the request that asks for it; empty: it belongs to the trace of the goal from which it goes back
 */
export async function rollBack(
  database: DataSource,
  stack: { readonly id: string; readonly revision: number },
  owner?: { readonly shard: number; readonly epoch: number },
  traceParent = '',
): Promise<number | undefined> {
  const rows = await database.query<{ number: number }[]>(
    `WITH fence AS (SELECT id FROM shard WHERE id = $3::smallint AND epoch = $4::bigint FOR SHARE),
     reached AS (
       SELECT revision.base, base.description, base.number, base.event_sinks FROM stack
         JOIN revision ON revision.stack = stack.id AND revision.number = stack.completed
         JOIN revision AS base ON base.stack = stack.id AND base.number = revision.base
        WHERE stack.id = $1 AND base.template IS NOT NULL),
     moved AS (
       UPDATE stack SET revision = revision + 1, asked = revision + 1, goal_action = 'ROLLBACK', updated_at = now(),
              description = coalesce((SELECT description FROM reached), description), sinks_from = ${sinksFrom('reached')}
        WHERE id = $1 AND revision = $2 AND goal_action <> 'DELETE' AND deleted_at IS NULL
          AND ($3::smallint IS NULL OR (shard = (SELECT id FROM fence)
               AND completed < (SELECT since FROM revision WHERE stack = $1 AND number = $2)))
        RETURNING id, revision, seen, event, sinks_from),
     begun AS (${BEGIN_OWN}),
     ended AS (
       UPDATE revision SET ended = CASE WHEN $3::smallint IS NULL THEN 'superseded' ELSE 'failed' END
         FROM moved WHERE revision.stack = moved.id AND revision.number = moved.revision - 1),
     written AS (
       INSERT INTO revision (stack, number, action, base, since, asked, asked_for, modes, request, goal, view, resources, trace_parent)
       SELECT moved.id, moved.revision, 'ROLLBACK', coalesce(reached.base, moved.revision), moved.revision, moved.revision,
              'rollback to ' || coalesce(reached.base::text, 'nothing'),
              before.modes || jsonb_build_object('halted', false, 'suspended', false, 'requests', (
                SELECT coalesce(jsonb_agg(mark), '[]') FROM jsonb_array_elements(before.modes -> 'requests') AS mark
                 WHERE mark ->> 'verb' = ANY ('{unhealthy,healthy,forget}') AND (mark ->> 'number')::int > moved.seen)),
              empty.request, empty.goal, empty.view, empty.resources, coalesce($5, before.trace_parent)
         FROM moved JOIN revision AS before ON before.stack = moved.id AND before.number = moved.revision - 1
         LEFT JOIN reached ON true
         LEFT JOIN (VALUES ('{}', '', '{}', 0)) AS empty (request, goal, view, resources) ON reached.base IS NULL)
     SELECT moved.revision AS number, ${NOTIFY_REVISION} FROM moved`,
    [stack.id, stack.revision, owner?.shard ?? null, owner?.epoch ?? null, traceParent || null],
  );
  return rows[0]?.number;
}
