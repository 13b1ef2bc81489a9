import type { Watch } from './watch.js';

export interface PaceOptions {
  /** Between two looks at a settled thing, where nobody says otherwise. */
  readonly periodMs: number;
  /** What a type's provider is configured with; undefined: nothing. */
  readonly periodOf?: (type: string) => number | undefined;
  readonly awaited: { readonly baseMs: number; readonly capMs: number };
  /** The `baseMs` of a type; undefined: that of all. */
  readonly awaitedBaseOf?: (type: string) => number | undefined;
}

const GROWTH = 1.5;
/** Of a pause: enough to keep things that were made together from being looked at together for ever. */
const JITTER = 0.1;

/** When a thing is looked at next: pure but for the random numbers it is given. */
export class Pace {
  constructor(
    private readonly options: PaceOptions,
    /** In [0, 1). */
    private readonly random: () => number,
  ) {}

  periodOf({ message }: Watch): number {
    return message.periodMs || (this.options.periodOf?.(message.type) ?? this.options.periodMs);
  }

  /** When a watch that was given or changed is due, on the monotonic clock. */
  first(watch: Watch, now: number): number {
    // A second look is to be a second look, and not the same moment again.
    if (watch.message.awaited || watch.reportNext) {
      return Math.max(now, watch.begun + this.baseOf(watch));
    }
    // Spread, since after a restart all watches come at once.
    return now + this.periodOf(watch) * this.random();
  }

  /** When a watch is due to which something has happened. A second look is to be a second look here too: it may confirm the first. */
  noticed(watch: Watch, now: number): number {
    return Math.max(now, watch.begun + this.baseOf(watch));
  }

  /** When it is due after a look. Things of a type with a list call come due together. */
  next(watch: Watch, now: number, listed: boolean): number {
    const pause = this.pause(watch);
    const due = now + pause * (1 - JITTER + 2 * JITTER * this.random());
    const grid = pause / 4;
    return listed ? Math.ceil(due / grid) * grid : due;
  }

  private baseOf({ message }: Watch): number {
    return this.options.awaitedBaseOf?.(message.type) ?? this.options.awaited.baseMs;
  }

  private pause(watch: Watch): number {
    const { capMs } = this.options.awaited;
    const baseMs = this.baseOf(watch);
    const period = this.periodOf(watch);
    if (watch.failures > 0) {
      return Math.min(Math.max(period, capMs), baseMs * 2 ** Math.min(watch.failures - 1, 30));
    }
    if (!watch.message.awaited) return period;
    watch.gapMs = watch.gapMs === 0 ? baseMs : Math.min(watch.gapMs * GROWTH, capMs);
    return Math.min(watch.gapMs, period);
  }
}
