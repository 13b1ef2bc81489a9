import type { Clock } from '../../../lib/clock.js';

/** A clock may not wait longer at a time: a day is far below what Node bears. */
const LONGEST_MS = 86_400_000;
/** Timers of Node may ring that much early. */
const EARLY_MS = 1;

/**
 * One timer for all that may take too long, set to the earliest of them: to set one for each job and clear it again would cost
 * as much as to decide on the job.
 */
export class OverdueTimer {
  private ringsMs = Number.POSITIVE_INFINITY;
  private cancel: () => void = () => undefined;

  /** @param ring takes what is due at a time of the monotonic clock, and answers when the next one of the rest is; `Infinity` for none. */
  constructor(
    private readonly clock: Clock,
    private readonly ring: (dueMs: number) => number,
  ) {}

  /** Rings then at the latest. What ended meanwhile need not be taken back: it rings in vain. */
  ringBy(dueMs: number): void {
    if (dueMs >= this.ringsMs) return;
    this.cancel();
    this.ringsMs = dueMs;
    const ms = Math.max(0, dueMs - this.clock.monotonic());
    this.cancel = this.clock.setTimer(Math.min(ms, LONGEST_MS), () => {
      this.ringsMs = Number.POSITIVE_INFINITY;
      this.ringBy(this.ring(this.clock.monotonic() + EARLY_MS));
    });
  }
}
