import type { Clock } from '../../../lib/clock.js';
import type { Instance } from '../core/instance.js';
import type { Fact } from './facts.js';

/** Tells the stack when the instance's timer is due. One that was cleared meanwhile rings in vain. */
export function setDueTimer(
  clock: Clock,
  tell: (stackId: string, fact: Fact) => void,
  stackId: string,
  { ordinal, timer }: Instance,
): void {
  if (!timer) return;
  const { dueMs } = timer;
  clock.setTimer(Math.max(0, dueMs - clock.now()), () => {
    tell(stackId, { kind: 'due', ordinal, dueMs });
  });
}
