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

/** A worker that left meanwhile gets nothing: its lease runs out. What was given up between its decision and now must not begin. */
export function pushJobs(dispatcher: Dispatcher, outbox: WorkerOutbox, pushes: readonly Push[]): void {
  for (const { resident, instance } of pushes) {
    const message = jobMessage(resident, instance);
    const link = message && dispatcher.linkFor(message.ref);
    if (link) outbox.push(link, message);
  }
}
