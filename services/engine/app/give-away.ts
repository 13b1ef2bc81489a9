import type { JobRef } from '../../../lib/protocol/worker.js';
import type { WorkerLink } from './peers.js';

/**
 * Tells the workers of these runs that they may be another engine's by now: one that does not reach that engine would go on while the job
 * is given to another (R25).
 */
export function giveAway(
  flights: readonly (JobRef & { readonly worker: string })[],
  linkOf: (worker: string) => WorkerLink | undefined,
): void {
  const byWorker = new Map<string, JobRef[]>();
  for (const { jobId, fence, worker } of flights) {
    const refs = byWorker.get(worker) ?? [];
    if (refs.push({ jobId, fence }) === 1) byWorker.set(worker, refs);
  }
  // After the jobs that were just pushed.
  queueMicrotask(() => {
    for (const [worker, refs] of byWorker) linkOf(worker)?.send({ kind: 'notOurs', refs });
  });
}
