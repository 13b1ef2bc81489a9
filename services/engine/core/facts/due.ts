import type { Changes } from '../changes.js';
import { isUnknown } from '../drift.js';
import type { Instance } from '../instance.js';
import type { Snapshot } from '../snapshot.js';

/** The timer that was set for `dueMs` is due. A timer that was cleared or set anew meanwhile is not this one. */
export function due(snapshot: Snapshot, changes: Changes, ordinal: number, dueMs: number): void {
  const instance = snapshot.instances.get(ordinal);
  const timer = instance?.timer;
  if (!instance || timer?.dueMs !== dueMs || timer.rung) return;
  timer.rung = true;
  if (timer.purpose === 'pending' && !instance.job) timedOut(snapshot, changes, instance);
  if (timer.purpose === 'hold') {
    instance.repairs = 0;
    instance.timer = null;
  }
  changes.write(instance);
  changes.touch(instance.resource);
}

function timedOut(snapshot: Snapshot, changes: Changes, instance: Instance): void {
  if (instance.observed && instance.observed.status !== 'pending') return;
  // It may have been ready for long: nobody could see it. The time begins anew when somebody can.
  if (isUnknown(snapshot, instance)) return;
  const action = instance.action === 'UPDATE' ? 'update' : 'create';
  const why = instance.observed?.reason ? `: ${instance.observed.reason}` : '';
  const cause = `it did not become ready in time${why}`;
  const { since: revision } = snapshot.goal;
  changes.fail(instance, { action, revision, digest: instance.digest, kind: 'timeout', attempt: 1, cause });
  changes.tell(instance, instance.action, 'FAILED', cause);
}
