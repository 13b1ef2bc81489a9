import type { Clock } from '../../../lib/clock.js';

const MOST = 10_000;

/** What was found fit not long ago. Those that are longest known go first when there are too many. */
export class FitValues {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly keepMs: number,
  ) {}

  has(key: string): boolean {
    return this.clock.monotonic() < (this.until.get(key) ?? -Infinity);
  }

  add(key: string): void {
    this.until.delete(key);
    this.until.set(key, this.clock.monotonic() + this.keepMs);
    const [oldest] = this.until.keys();
    if (this.until.size > MOST && oldest !== undefined) this.until.delete(oldest);
  }
}
