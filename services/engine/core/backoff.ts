import type { Rules } from './snapshot.js';

/** How long to wait after the n-th failed try, in ms: doubling, capped. The shell adds jitter. */
export function backoff(rules: Rules, attempt: number): number {
  return Math.min(rules.backoffCapMs, rules.backoffBaseMs * 2 ** Math.min(attempt - 1, 30));
}
