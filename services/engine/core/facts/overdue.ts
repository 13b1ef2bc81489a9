import type { Changes } from '../changes.js';
import { ACTION_WORDS } from '../instance.js';
import type { Snapshot } from '../snapshot.js';

/**
 * A job takes longer than it may (R12). It has failed for all who look, though it is in flight until its worker reports or is
 * lost: its handler is asked to stop, and nothing else is done to the thing meanwhile.
 */
export function overdue(snapshot: Snapshot, changes: Changes, ordinal: number, fence: number): void {
  const instance = snapshot.instances.get(ordinal);
  const job = instance?.job;
  if (!instance || job?.fence !== fence || job.overdue) return;
  job.overdue = true;
  const { action, attempt, request, revision } = job;
  const { digest } = instance.applied;
  const cause = 'it takes longer than it may, and its handler was asked to stop';
  // Told now, since nobody knows when it will end; what it then comes to is told as well.
  changes.fail(instance, { action, revision: request || revision, digest, kind: 'overdue', attempt, cause });
  const word = ACTION_WORDS[job.action];
  changes.tell(instance, word, 'FAILED', cause);
  changes.touch(instance.resource);
}
