import type { DataSource } from 'typeorm';
import type { HeldStack } from '../app/store-port.js';

/**
 * Says of a stack whose rows were refused that it is held: its goal counts as seen and failed, with an event, until
 * another one comes (R20). Fenced like a turn; written alone, since nothing else of it can be.
 */
export async function holdStack(database: DataSource, held: HeldStack): Promise<void> {
  // NUL is what a refusal may be about.
  const reason = held.reason.replaceAll('\0', '\\0');
  await database.query(
    `WITH fence AS (SELECT id FROM shard WHERE id = $2 AND epoch = $3 FOR SHARE),
     held AS (
       UPDATE stack SET seen = greatest(seen, $4), action = goal_action, status = 'FAILED', convergence = 'failed', reason = $5, event = event + 1
         FROM fence WHERE stack.id = $1 AND stack.shard = fence.id
       RETURNING stack.id, stack.event, stack.name, stack.action)
     INSERT INTO event (stack, event, time, name, type, physical, action, status, reason)
     SELECT id, event, $6, name, 'OS::Heat::Stack', id::text, action, 'FAILED', $5 FROM held`,
    [held.id, held.shard, held.epoch, held.revision, reason, held.timeMs],
  );
}
