import { repeat, type Clock } from '../../../lib/clock.js';
import { explain } from '../core/explain.js';
import type { ConvergenceLoop } from './loop.js';
import type { Resident } from './resident.js';
import type { Convergence } from './use-cases/use-cases.js';

export interface StallPorts {
  readonly loop: ConvergenceLoop;
  readonly clock: Clock;
  readonly stalledAfterMs: number;
  /** As of `whyStack`. */
  readonly limited: (type: string, project: string) => string;
  /** A stack made no progress for that long: says what it waits for, once in each such period. */
  readonly stalled: (resident: Resident, reasons: readonly string[]) => void;
}

const UNDER_WAY: ReadonlySet<Convergence> = new Set<Convergence>(['converging', 'repairing', 'stalled']);

/** How many reasons are told; `why` has them all. */
const TOLD = 5;

/** A stack that makes no progress says so by itself, periodically (promise 8). */
export function watchStalls(ports: StallPorts): () => void {
  return repeat(ports.clock, ports.stalledAfterMs / 2, () => {
    const now = ports.clock.monotonic();
    for (const resident of ports.loop.all()) {
      if (!UNDER_WAY.has(resident.row.convergence) || now - resident.progressAt < ports.stalledAfterMs)
        continue;
      resident.progressAt = now;
      const reasons = explain(resident.snapshot, undefined, (type) => ports.limited(type, resident.tenant))
        .slice(0, TOLD)
        .map(({ resource, reason }) => `${resource}: ${reason}`);
      ports.stalled(resident, reasons);
    }
  });
}
