import type { Clock } from '../../lib/clock.js';

/** Lets somebody wait for a condition that can only change with an event. */
export class Progress {
  private readonly waiting = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Something changed. */
  made(): void {
    for (const look of this.waiting) look();
  }

  /** Returns when the condition holds, or after `ms`. */
  until(condition: () => boolean, ms: number): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.waiting.delete(look);
        resolve();
      };
      const look = (): void => {
        if (condition()) done();
      };
      const cancel = this.clock.setTimer(ms, done);
      this.waiting.add(look);
    });
  }
}
