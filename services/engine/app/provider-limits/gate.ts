import { Circuit, type Answer, type CircuitOptions } from '../../../../lib/circuit.js';
import { TokenBucket } from '../../../../lib/token-bucket.js';

/** What holds for all engines together. */
export interface GateLimits extends CircuitOptions {
  /** Actions at a time; undefined: any number. */
  readonly concurrency?: number | undefined;
  /** Actions that begin within a second; undefined: any number. */
  readonly ratePerSecond?: number | undefined;
}

/** Which of the live engines this one is: `rank` from 0 on, of `count`. */
export interface Share {
  readonly count: number;
  readonly rank: number;
}

/** What actions have to pass: all of a provider, or those for one project. Each engine takes its part of what is allowed. */
export class Gate {
  private running = 0;
  private readonly circuit: Circuit;
  private readonly bucket: TokenBucket | undefined;

  constructor(
    /** For people: whose actions they are. */
    private readonly whose: string,
    private readonly limits: GateLimits,
    private readonly share: () => Share,
  ) {
    this.circuit = new Circuit(limits);
    const { ratePerSecond } = limits;
    if (ratePerSecond !== undefined) this.bucket = new TokenBucket(() => ratePerSecond / share().count);
  }

  get isOpen(): boolean {
    return this.circuit.isOpen;
  }

  get inFlight(): number {
    return this.running;
  }

  /** How many more may begin. */
  room(nowMs: number): number {
    return Math.max(
      0,
      Math.min(
        this.atATime() - this.running,
        this.circuit.room(nowMs),
        this.bucket?.room(nowMs) ?? Number.POSITIVE_INFINITY,
      ),
    );
  }

  /** When there may be room though nothing ends; `Infinity` when that is not a matter of time. */
  nextMs(nowMs: number): number {
    if (this.circuit.room(nowMs) === 0) return this.circuit.nextMs(nowMs);
    return this.bucket?.nextMs(nowMs) ?? Number.POSITIVE_INFINITY;
  }

  /** @param isNew false: another engine has begun it. */
  began(run: object, isNew: boolean, nowMs: number): void {
    this.running += 1;
    if (!isNew) return;
    this.circuit.began(run);
    this.bucket?.take(nowMs);
  }

  /** It is under way still, and has told already how the provider is. */
  answered(run: object, answer: Answer, nowMs: number): void {
    this.circuit.ended(run, answer, nowMs);
  }

  ended(run: object, answer: Answer, nowMs: number): void {
    this.running -= 1;
    this.circuit.ended(run, answer, nowMs);
  }

  /** What is in the way, in a sentence; empty: nothing. */
  why(nowMs: number): string {
    if (this.circuit.room(nowMs) === 0) {
      const nextMs = this.circuit.nextMs(nowMs);
      const when = Number.isFinite(nextMs)
        ? `one tries it again in ${String(Math.ceil((nextMs - nowMs) / 1_000))} s`
        : 'one is trying it again';
      return `${this.whose} have failed ${String(this.circuit.failures)} times in a row: ${when}, the others wait for it`;
    }
    const most = this.atATime();
    if (this.running >= most)
      return `${this.whose} are limited to ${String(this.limits.concurrency)} at a time${this.part(most)}`;
    if (this.bucket?.room(nowMs) === 0)
      return `${this.whose} are limited to ${String(this.limits.ratePerSecond)} a second${this.part(0)}`;
    return '';
  }

  /** At least one, or the stacks of this engine would never be done; together they are as many as allowed, if that is enough for all. */
  private atATime(): number {
    const { concurrency } = this.limits;
    if (concurrency === undefined) return Number.POSITIVE_INFINITY;
    const { count, rank } = this.share();
    return Math.max(1, Math.floor(concurrency / count) + (rank < concurrency % count ? 1 : 0));
  }

  private part(most: number): string {
    const { count } = this.share();
    if (count === 1) return '';
    return most > 0
      ? `, ${String(most)} of them on this one of ${String(count)} engines`
      : `, shared by ${String(count)} engines`;
  }
}
