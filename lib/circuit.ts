export interface CircuitOptions {
  /** Failures in a row that open it; 0: none ever do. */
  readonly failures: number;
  /** How long it stays open the first time; it doubles with each try that fails, up to `capMs`. */
  readonly openMs: number;
  readonly capMs: number;
}

/** What a run says of what is behind the circuit: it answered, it could not be used, or nothing. */
export type Answer = 'well' | 'badly' | 'nothing';

/**
 * A circuit breaker (Nygard, "Release It!"): after so many failures in a row what is behind it is left alone for a while, then one
 * run tries it. A run is any object that is the same when it begins and ends. Times are of the monotonic clock, in ms.
 */
export class Circuit {
  private failed = 0;
  private opened = 0;
  private untilMs = 0;
  private probe: object | undefined;

  constructor(private readonly options: CircuitOptions) {}

  get isOpen(): boolean {
    return this.opened > 0;
  }

  /** Failures in a row, so far. */
  get failures(): number {
    return this.failed;
  }

  /** How many more may begin. */
  room(nowMs: number): number {
    if (!this.isOpen) return Number.POSITIVE_INFINITY;
    return nowMs < this.untilMs || this.probe ? 0 : 1;
  }

  /** When one may try it again; `Infinity` when that is not a matter of time. */
  nextMs(nowMs: number): number {
    return this.isOpen && nowMs < this.untilMs ? this.untilMs : Number.POSITIVE_INFINITY;
  }

  began(run: object): void {
    if (this.isOpen) this.probe = run;
  }

  ended(run: object, answer: Answer, nowMs: number): void {
    const wasProbe = this.probe === run;
    if (wasProbe) this.probe = undefined;
    if (answer === 'well') {
      this.failed = 0;
      this.opened = 0;
    } else if (answer === 'badly') {
      this.failed += 1;
      // What had begun before it opened says nothing new.
      if (this.isOpen ? wasProbe : this.options.failures > 0 && this.failed >= this.options.failures)
        this.open(nowMs);
    }
  }

  private open(nowMs: number): void {
    const { openMs, capMs } = this.options;
    this.untilMs = nowMs + Math.min(capMs, openMs * 2 ** this.opened);
    this.opened += 1;
  }
}
