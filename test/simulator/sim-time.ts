import type { Clock } from '../../lib/clock.js';

interface Planned {
  readonly at: number;
  readonly order: number;
  readonly fn: () => void;
  cancelled: boolean;
}

/** When the simulated world begins, in ms since the epoch. */
export const EPOCH_MS = 1_700_000_000_000;

/** Where things are planned: in a simulated world, or in the real one. */
export interface Time {
  readonly nowMs: number;
  /** The answer cancels it. */
  plan(ms: number, fn: () => void): () => void;
}

/** The time of a whole simulated world: it jumps from one planned thing to the next. */
export class SimTime implements Time {
  private heap: Planned[] = [];
  private order = 0;
  nowMs = 0;
  /** Things done so far. */
  steps = 0;

  plan(ms: number, fn: () => void): () => void {
    const planned = { at: this.nowMs + Math.max(0, ms), order: (this.order += 1), fn, cancelled: false };
    this.push(planned);
    return () => {
      planned.cancelled = true;
    };
  }

  /**
   * Does the next thing and lets all promises settle. False: nothing is planned.
   * @param beforeMs what is planned for later is left, and it is then
   */
  async step(beforeMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    for (;;) {
      const next = this.heap[0];
      if (!next || next.at > beforeMs) {
        if (beforeMs !== Number.POSITIVE_INFINITY) this.nowMs = beforeMs;
        return false;
      }
      this.pop();
      if (next.cancelled) continue;
      this.nowMs = Math.max(this.nowMs, next.at);
      this.steps += 1;
      next.fn();
      await breath();
      return true;
    }
  }

  private push(planned: Planned): void {
    const { heap } = this;
    heap.push(planned);
    let i = heap.length - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const [a, b] = [heap[i] as Planned, heap[up] as Planned];
      if (!before(a, b)) break;
      [heap[i], heap[up]] = [b, a];
      i = up;
    }
  }

  private pop(): Planned | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    heap[0] = last;
    for (let i = 0; ;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < heap.length && before(heap[child] as Planned, heap[least] as Planned)) least = child;
      if (least === i) return first;
      [heap[i], heap[least]] = [heap[least] as Planned, heap[i] as Planned];
      i = least;
    }
  }
}

function before(a: Planned, b: Planned): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Lets all promises settle that need nothing but each other. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** How a process's clock differs from the true one. */
export interface Skew {
  /** What it is ahead, in ms. */
  readonly offsetMs: number;
  /** Its milliseconds to a true one. */
  readonly rate: number;
}

export const TRUE: Skew = { offsetMs: 0, rate: 1 };

/** The clock of one process: with the process its timers die, and while it is frozen nothing in it happens. */
export class ProcessClock implements Clock {
  isAlive = true;
  private frozenUntilMs = 0;

  constructor(
    private readonly time: Time,
    private readonly skew = TRUE,
  ) {}

  now(): number {
    return EPOCH_MS + Math.floor(this.time.nowMs * this.skew.rate + this.skew.offsetMs);
  }

  monotonic(): number {
    return this.time.nowMs * this.skew.rate;
  }

  setTimer(ms: number, fn: () => void): () => void {
    let isCancelled = false;
    const cancel = this.time.plan(ms / this.skew.rate, () => {
      this.happens(() => {
        if (!isCancelled) fn();
      });
    });
    // Also one that rang while the process stood still.
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.setTimer(ms, resolve);
    });
  }

  /** Does it in the process: not if that is dead, and not before it goes on. What was due before happens before. */
  happens(fn: () => void): void {
    const { nowMs } = this.time;
    if (!this.isAlive) return;
    if (nowMs >= this.frozenUntilMs) fn();
    else
      this.time.plan(this.frozenUntilMs - nowMs, () => {
        this.happens(fn);
      });
  }

  get isFrozen(): boolean {
    return this.time.nowMs < this.frozenUntilMs;
  }

  /** Something came in over a link: read by the process, after the timers that rang while it stood still. */
  reads(fn: () => void): void {
    const { nowMs } = this.time;
    if (nowMs >= this.frozenUntilMs) this.happens(fn);
    else
      this.time.plan(this.frozenUntilMs - nowMs + 1, () => {
        this.reads(fn);
      });
  }

  /** The process stands still, and does not notice. */
  freeze(ms: number): void {
    this.frozenUntilMs = Math.max(this.frozenUntilMs, this.time.nowMs + ms);
  }

  die(): void {
    this.isAlive = false;
  }
}
