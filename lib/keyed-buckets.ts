import { TokenBucket } from './token-bucket.js';

export interface BucketRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A rate for each of many keys, such as users or addresses. What nobody uses is forgotten, so that the keys are bounded. */
export class KeyedBuckets {
  private readonly buckets = new Map<string, TokenBucket>();

  /** @param most keys that are kept; with more in use the one that was used least recently begins anew. */
  constructor(
    private readonly rate: BucketRate,
    private readonly most = 10_000,
  ) {}

  /** How many keys are kept. */
  get size(): number {
    return this.buckets.size;
  }

  /** Takes one when there is room, and answers 0; else after how many ms there is. Times are monotonic. */
  take(key: string, nowMs: number): number {
    const bucket = this.buckets.get(key) ?? this.make();
    // Those used last are at the end.
    this.buckets.delete(key);
    this.buckets.set(key, bucket);
    this.forget(nowMs);
    if (bucket.room(nowMs) > 0) {
      bucket.take(nowMs);
      return 0;
    }
    return bucket.nextMs(nowMs) - nowMs;
  }

  /** After how many ms there is room; 0: now. */
  waitMs(key: string, nowMs: number): number {
    const bucket = this.buckets.get(key);
    return bucket === undefined || bucket.room(nowMs) > 0 ? 0 : bucket.nextMs(nowMs) - nowMs;
  }

  /** Takes back what was taken. */
  giveBack(key: string): void {
    this.buckets.get(key)?.giveBack();
  }

  private make(): TokenBucket {
    const { perSecond, burst } = this.rate;
    return new TokenBucket(() => perSecond, () => burst); // prettier-ignore
  }

  private forget(nowMs: number): void {
    for (const [key, bucket] of this.buckets) {
      if (this.buckets.size <= this.most && !bucket.isFull(nowMs)) return;
      // The one that is asked for is the last; it stays.
      if (this.buckets.size === 1) return;
      this.buckets.delete(key);
    }
  }
}
