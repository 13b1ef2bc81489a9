import type { JobMessage } from '../../../lib/protocol/worker.js';
import type { Instance } from '../core/instance.js';
import type { Dispatcher } from './dispatch.js';
import { jobMessage } from './messages.js';
import type { Resident } from './resident.js';

/** A job that was dispatched and is to be pushed once its commit is through. */
export interface Push {
  readonly resident: Resident;
  readonly instance: Instance;
}

/** Many jobs a message. A worker that left meanwhile gets nothing: its lease runs out. */
export function pushJobs(dispatcher: Dispatcher, pushes: readonly Push[]): void {
  const byWorker = new Map<string, JobMessage[]>();
  for (const { resident, instance } of pushes) {
    const message = jobMessage(resident, instance);
    // Given up between its decision and now: it must not begin any more.
    if (!message || !instance.job || !dispatcher.isInFlight(message.ref)) continue;
    const queue = byWorker.get(instance.job.worker);
    if (queue) queue.push(message);
    else byWorker.set(instance.job.worker, [message]);
  }
  for (const [worker, jobs] of byWorker) dispatcher.linkTo(worker)?.send({ kind: 'jobs', jobs });
}
