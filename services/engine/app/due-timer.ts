import type { Clock } from '../../../lib/clock.js';
import type { Instance } from '../core/instance.js';
import type { Fact } from './facts.js';

/** A clock may not wait longer at a time: a day is far below what Node bears. */
const LONGEST_MS = 86_400_000;

/** Tells the stack when the instance's timer is due. One that was cleared meanwhile rings in vain. */
export function setDueTimer(
  clock: Clock,
  tell: (stackId: string, fact: Fact) => void,
  stackId: string,
  { ordinal, timer }: Instance,
): void {
  if (!timer) return;
  const { dueMs } = timer;
  const wait = (ms: number) => {
    clock.setTimer(Math.min(ms, LONGEST_MS), () => {
      if (ms > LONGEST_MS) wait(ms - LONGEST_MS);
      else tell(stackId, { kind: 'due', ordinal, dueMs });
    });
  };
  wait(Math.max(0, dueMs - clock.now()));
}
