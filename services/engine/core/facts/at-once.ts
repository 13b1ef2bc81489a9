import type { Changes } from '../changes.js';
import type { TimerPurpose } from '../instance.js';
import type { Snapshot } from '../snapshot.js';

/** What is put off only so that the same is not tried over and over. */
const PUT_OFF: ReadonlySet<TimerPurpose> = new Set(['retry', 'repair', 'hold']);

/**
 * A user wants something now, be it the same again: what was put off under the goal before is not waited for, and repairs that
 * did not hold are counted anew. O(instances), once a goal.
 */
export function actAtOnce({ instances }: Snapshot, changes: Changes): void {
  for (const instance of instances.values()) {
    const { timer } = instance;
    const isPutOff = timer !== null && !timer.rung && PUT_OFF.has(timer.purpose);
    if (!isPutOff && instance.repairs === 0) continue;
    instance.repairs = 0;
    if (isPutOff) timer.rung = true;
    changes.write(instance);
  }
}
