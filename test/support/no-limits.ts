import type { Clock } from '../../lib/clock.js';
import { ProviderLimits } from '../../services/engine/app/provider-limits/provider-limits.js';

const none = { failures: 0, openMs: 1, capMs: 1 };

/** Limits of providers that hold nothing back. */
export function noLimits(clock: Clock): ProviderLimits {
  return new ProviderLimits({
    clock,
    providerOf: () => '',
    limitsOf: () => ({ all: none, project: none }),
    share: () => ({ count: 1, rank: 0 }),
    wake: () => undefined,
    switched: () => undefined,
  });
}
