import type { Clock } from '../../../lib/clock.js';
import { newGoal } from '../core/facts/goal.js';
import type { Rules } from '../core/snapshot.js';
import { restoreInstances, type Seal } from './instance-rows.js';
import { parseGoal } from './parse-goal.js';
import { hiddenValues, newResident, type Resident } from './resident.js';
import type { StoredRevision, StoredStack } from './store-port.js';

export interface ReadStackPorts {
  readonly rules: Rules;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly breathe: () => Promise<void>;
}

/** A stack as it was last written, with its goal applied; nothing was looked at so far. */
export async function readStack(ports: ReadStackPorts, stored: StoredStack): Promise<Resident> {
  const { rules, seal, clock, breathe } = ports;
  const resident = newResident(stored, stored.row, rules, clock.now());
  restoreInstances(resident.snapshot, stored.instances, stored.jobs, seal);
  if (stored.goal) {
    hide(resident, stored.goal);
    newGoal(resident.snapshot, resident.changes, await parseGoal(stored.goal, [], breathe));
    resident.deadlineMs = stored.goal.deadlineMs;
    resident.traceParent = stored.goal.traceParent;
  }
  return resident;
}

/** The values of the goals before stay secret: what was made of them is still there, and may fail. */
export function hide(resident: Resident | undefined, revision: StoredRevision): void {
  const values = hiddenValues(revision);
  if (resident && values.length > 0) resident.hidden = [...new Set([...resident.hidden, ...values])];
}
