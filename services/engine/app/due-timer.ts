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
  ringAt(clock, dueMs, () => {
    tell(stackId, { kind: 'due', ordinal, dueMs });
  });
}

/** Calls once the clock says so, however far that is; at once when it is over. Answers how to take it back. */
export function ringAt(clock: Pick<Clock, 'now' | 'setTimer'>, dueMs: number, ring: () => void): () => void {
  let cancel: () => void = () => undefined;
  const wait = (ms: number) => {
    cancel = clock.setTimer(Math.min(ms, LONGEST_MS), () => {
      if (ms > LONGEST_MS) wait(ms - LONGEST_MS);
      else ring();
    });
  };
  wait(Math.max(0, dueMs - clock.now()));
  return () => {
    cancel();
  };
}
