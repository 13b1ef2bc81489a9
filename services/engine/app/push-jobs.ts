import type { Instance } from '../core/instance.js';
import type { Dispatcher } from './dispatch.js';
import { jobMessage } from './messages.js';
import type { Resident } from './resident.js';
import type { WorkerOutbox } from './worker-outbox.js';

/** A job that was dispatched and is to be pushed once its commit is through. */
export interface Push {
  readonly resident: Resident;
  readonly instance: Instance;
}

/** A worker that left meanwhile gets nothing: its lease runs out. */
export function pushJobs(dispatcher: Dispatcher, outbox: WorkerOutbox, pushes: readonly Push[]): void {
  for (const { resident, instance } of pushes) {
    const message = jobMessage(resident, instance);
    // Given up between its decision and now: it must not begin any more.
    if (!message || !instance.job || !dispatcher.isInFlight(message.ref)) continue;
    const link = dispatcher.linkTo(instance.job.worker);
    if (link) outbox.push(link, message);
  }
}
