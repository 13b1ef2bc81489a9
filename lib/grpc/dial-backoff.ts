export interface DialBackoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const DEFAULT_BACKOFF: DialBackoff = { firstMs: 100, longestMs: 5_000 };

/**
 * How long to wait before the attempt that follows `failures` attempts in vain: doubling, between half and all of
 * it by chance, so that a thousand workers do not come back to a restarted engine at the same moment.
 * @param random in [0, 1)
 */
export function dialDelay(failures: number, random: number, backoff: DialBackoff): number {
  const most = Math.min(backoff.longestMs, backoff.firstMs * 2 ** Math.min(failures, 30));
  return (most / 2) * (1 + random);
}
