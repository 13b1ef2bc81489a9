/**
 * A rate: what was not used is kept, up to the burst. Times are monotonic, in ms.
 */
export class TokenBucket {
  private tokens = Number.POSITIVE_INFINITY;
  private filledMs = 0;

  /**
   * @param perSecond asked anew each time: it may be one's part of a rate that changes.
   * @param burst how much is kept; default: a second's worth, and at least one.
   */
  constructor(
    private readonly perSecond: () => number,
    private readonly burst: () => number = () => Math.max(1, perSecond()),
  ) {}

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

  /** Whether nothing of it is in use: a new one would be the same. */
  isFull(nowMs: number): boolean {
    this.fill(nowMs);
    return this.tokens >= this.burst();
  }

  take(nowMs: number): void {
    this.fill(nowMs);
    this.tokens -= 1;
  }

  /** Takes back what was taken and not used. */
  giveBack(): void {
    this.tokens += 1;
  }

  private fill(nowMs: number): void {
    const more = (Math.max(0, nowMs - this.filledMs) * this.perSecond()) / 1_000;
    this.tokens = Math.min(this.burst(), this.tokens + more);
    this.filledMs = nowMs;
  }
}
