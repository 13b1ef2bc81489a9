import type { Outlet } from './outlet.js';

/** Destinations that are remembered. */
const MOST_DOUBTED = 1_000;

/**
 * Sends for so many outlets at once, in the order in which they came due. Those that failed the last time, and those whose destination
 * did so for anybody, have half of the lanes at most: however many of them wait for no answer, the others are not held up.
 */
export class Lanes {
  private readonly trusted: Outlet[] = [];
  private readonly doubtful: Outlet[] = [];
  private readonly running = new Set<Promise<void>>();
  private runningDoubtful = 0;
  /** Destinations that failed since they answered last. */
  private readonly doubted = new Set<string>();
  private closed = false;

  /** @param send never rejects */
  constructor(
    private readonly most: number,
    private readonly send: (outlet: Outlet) => Promise<void>,
  ) {}

  add(outlet: Outlet): void {
    outlet.state = 'due';
    (this.isDoubtful(outlet) ? this.doubtful : this.trusted).push(outlet);
    this.fill();
  }

  answered({ destination }: Outlet): void {
    this.doubted.delete(destination);
  }

  failed({ destination }: Outlet): void {
    const [oldest] = this.doubted;
    if (oldest !== undefined && this.doubted.size >= MOST_DOUBTED) this.doubted.delete(oldest);
    this.doubted.add(destination);
  }

  /** Nothing more begins; resolves once what runs has ended. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.running);
  }

  private isDoubtful({ failures, destination }: Outlet): boolean {
    return failures > 0 || this.doubted.has(destination);
  }

  private fill(): void {
    while (!this.closed && this.running.size < this.most) {
      const next = this.next();
      if (!next) return;
      this.start(next);
    }
  }

  /** One that is doubtful goes first where none runs: it is not to wait until the others have nothing more to say. */
  private next(): Outlet | undefined {
    if (this.runningDoubtful === 0 && this.doubtful.length > 0) return this.doubtful.shift();
    for (let next = this.trusted.shift(); next; next = this.trusted.shift()) {
      if (!this.isDoubtful(next)) return next;
      this.doubtful.push(next);
    }
    return this.runningDoubtful < Math.floor(this.most / 2) ? this.doubtful.shift() : undefined;
  }

  private start(outlet: Outlet): void {
    const doubtful = this.isDoubtful(outlet) ? 1 : 0;
    this.runningDoubtful += doubtful;
    const run = this.send(outlet).finally(() => {
      this.running.delete(run);
      this.runningDoubtful -= doubtful;
      this.fill();
    });
    this.running.add(run);
  }
}
