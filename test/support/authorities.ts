import type { Clock } from '../../lib/clock.js';
import { Authority } from '../../services/engine/edge/identity/authority.js';

export const BASE_MS = 1_000;
export const CAP_MS = 4_000;

/** Somebody who knows callers, and is left alone for a second, two and then four. */
export function authority(name: string, clock: Pick<Clock, 'monotonic'>): Authority {
  return new Authority({ name, baseMs: BASE_MS, capMs: CAP_MS, clock });
}
