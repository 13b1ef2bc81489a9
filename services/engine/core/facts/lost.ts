import type { Changes } from '../changes.js';
import type { Snapshot } from '../snapshot.js';
import { endJob, fail, OVERDUE } from './reported.js';

/**
 * The lease of a job ran out: its worker is gone. That is no attempt; but a job under which several workers were lost
 * is held as failed, since it may be what kills them (R24).
 */
export function lost(snapshot: Snapshot, changes: Changes, ordinal: number, fence: number): void {
  const instance = snapshot.instances.get(ordinal);
  const job = instance?.job;
  if (!instance || job?.fence !== fence) return;
  endJob(changes, instance);
  if (job.overdue) {
    fail(changes, instance, job, 'overdue', OVERDUE);
    return;
  }
  instance.losses += 1;
  if (instance.losses < snapshot.rules.maxLosses) return;
  instance.losses = 0;
  fail(
    changes,
    instance,
    job,
    'exhausted',
    `${String(snapshot.rules.maxLosses)} workers were lost while they ran it`,
  );
}
