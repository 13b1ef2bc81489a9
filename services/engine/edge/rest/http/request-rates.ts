import type { Clock } from '../../../../../lib/clock.js';
import { IsothermError } from '../../../../../lib/errors.js';
import { KeyedBuckets, type BucketRate } from '../../../../../lib/keyed-buckets.js';
import { networkOf } from '../../../../../lib/network-of.js';

export interface RequestRatesOptions {
  /** Of one principal; undefined: as many as it likes. */
  readonly principal?: BucketRate | undefined;
  /** Of one address, of requests that are from nobody who is known; undefined: as many as it likes. */
  readonly address?: BucketRate | undefined;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** How many requests a second are answered. Each throws IsothermError `request.too-many` when it is one too many. */
export class RequestRates {
  private readonly principals: KeyedBuckets | undefined;
  private readonly addresses: KeyedBuckets | undefined;

  constructor(private readonly options: RequestRatesOptions) {
    const { principal, address } = options;
    this.principals = principal && new KeyedBuckets(principal);
    this.addresses = address && new KeyedBuckets(address);
  }

  /** Before it is known who asks, which may be dear to find out. */
  mayAsk(address: string): void {
    refuse(this.addresses?.waitMs(networkOf(address), this.nowMs()), 'this address');
  }

  /** It is from nobody who is known. */
  countAnonymous(address: string): void {
    refuse(this.addresses?.take(networkOf(address), this.nowMs()), 'this address');
  }

  countKnown(principalId: string): void {
    refuse(this.principals?.take(principalId, this.nowMs()), 'this user');
  }

  private nowMs(): number {
    return this.options.clock.monotonic();
  }
}

function refuse(retryAfterMs: number | undefined, from: string): void {
  if (retryAfterMs === undefined || retryAfterMs <= 0) return;
  const seconds = Math.ceil(retryAfterMs / 1_000);
  throw new IsothermError('request.too-many', `Too many requests come from ${from}: wait ${seconds} s.`, {
    retry: 'later',
    retryAfterMs,
  });
}
