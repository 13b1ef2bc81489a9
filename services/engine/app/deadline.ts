import type { Clock } from '../../../lib/clock.js';
import type { Fact } from './facts.js';
import type { Resident } from './resident.js';
import { ringAt } from './due-timer.js';

/**
 * Tells the stack when the time for what its goal asks is over, and at once should it be so already. Kept by the engine alone: no
 * worker has to answer for it (R12).
 */
export function setDeadline(
  clock: Clock,
  tell: (stackId: string, fact: Fact) => void,
  resident: Resident,
): void {
  resident.cancelDeadline();
  resident.cancelDeadline = () => undefined;
  const { deadlineMs, snapshot, id } = resident;
  const { asked } = snapshot.goal;
  if (deadlineMs === 0 || snapshot.completedRevision >= asked) return;
  resident.cancelDeadline = ringAt(clock, deadlineMs, () => {
    tell(id, { kind: 'expired', asked });
  });
}
