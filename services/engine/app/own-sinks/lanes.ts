import type { Outlet } from './outlet.js';

/**
 * Sends for so many outlets at once, in the order in which they came due. Those that failed the last time have half of the lanes at most:
 * however many of them wait for no answer, the others are not held up.
 */
export class Lanes {
  private readonly fresh: Outlet[] = [];
  private readonly failing: Outlet[] = [];
  private readonly running = new Set<Promise<void>>();
  private runningFailing = 0;
  private closed = false;

  /** @param send never rejects */
  constructor(
    private readonly most: number,
    private readonly send: (outlet: Outlet) => Promise<void>,
  ) {}

  add(outlet: Outlet): void {
    outlet.state = 'due';
    (outlet.failures > 0 ? this.failing : this.fresh).push(outlet);
    this.fill();
  }

  /** Nothing more begins; resolves once what runs has ended. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.running);
  }

  private fill(): void {
    for (let next = this.next(); next; next = this.next()) this.start(next);
  }

  private next(): Outlet | undefined {
    if (this.closed || this.running.size >= this.most) return undefined;
    const mayFail = this.runningFailing < Math.max(1, Math.floor(this.most / 2));
    if (this.runningFailing === 0 || this.fresh.length === 0)
      return (mayFail ? this.failing.shift() : undefined) ?? this.fresh.shift();
    return this.fresh.shift();
  }

  private start(outlet: Outlet): void {
    const failing = outlet.failures > 0 ? 1 : 0;
    this.runningFailing += failing;
    const run = this.send(outlet).finally(() => {
      this.running.delete(run);
      this.runningFailing -= failing;
      this.fill();
    });
    this.running.add(run);
  }
}
