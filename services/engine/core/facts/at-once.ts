import type { Changes } from '../changes.js';
import type { Instance, TimerPurpose } from '../instance.js';
import { isBad } from '../live-instance.js';
import type { Snapshot } from '../snapshot.js';
import { raiseEpoch } from './dispatched.js';

/** What is put off only so that the same is not tried over and over. */
const PUT_OFF: ReadonlySet<TimerPurpose> = new Set(['retry', 'again', 'repair', 'hold']);

/**
 * A user wants something now, be it the same again: what was put off under the goal before is not waited for, and repairs that
 * did not hold are counted anew. O(instances), once a goal.
 */
export function actAtOnce({ instances }: Snapshot, changes: Changes): void {
  for (const instance of instances.values()) {
    if (instance.external && isBad(instance)) lookAnew(changes, instance);
    const { timer } = instance;
    const isPutOff = timer !== null && !timer.rung && PUT_OFF.has(timer.purpose);
    if (!isPutOff && instance.repairs === 0) continue;
    instance.repairs = 0;
    if (isPutOff) timer.rung = true;
    changes.write(instance);
  }
}

/** All that can be tried of what others make is to look whether it is there by now. */
function lookAnew(changes: Changes, instance: Instance): void {
  raiseEpoch(instance);
  instance.observed = null;
  changes.write(instance);
}
