/** A rate: what was not used within a second is kept, up to a second's worth and at least one. Times are monotonic, in ms. */
export class TokenBucket {
  private tokens = Number.POSITIVE_INFINITY;
  private filledMs = 0;

  /** @param perSecond asked anew each time: it is this engine's part of a rate. */
  constructor(private readonly perSecond: () => number) {}

  /** How many may begin now. */
  room(nowMs: number): number {
    this.fill(nowMs);
    // What adds up to one in theory may miss it by a rounding error.
    return Math.floor(this.tokens + 1e-6);
  }

  /** When there is room for one; `Infinity` when there is already. */
  nextMs(nowMs: number): number {
    if (this.room(nowMs) > 0) return Number.POSITIVE_INFINITY;
    return nowMs + ((1 - this.tokens) / this.perSecond()) * 1_000;
  }

  take(nowMs: number): void {
    this.fill(nowMs);
    this.tokens -= 1;
  }

  private fill(nowMs: number): void {
    const rate = this.perSecond();
    const more = (Math.max(0, nowMs - this.filledMs) * rate) / 1_000;
    this.tokens = Math.min(Math.max(1, rate), this.tokens + more);
    this.filledMs = nowMs;
  }
}
