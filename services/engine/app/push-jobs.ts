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

/**
 * A worker that left meanwhile gets nothing: its lease runs out. What was given up between its decision and now must not begin. What was
 * cancelled before it could be pushed goes out all the same, since another engine may have pushed it, and is cancelled then.
 */
export function pushJobs(dispatcher: Dispatcher, outbox: WorkerOutbox, pushes: readonly Push[]): void {
  for (const { resident, instance } of pushes) {
    const message = jobMessage(resident, instance);
    const link = message && dispatcher.linkFor(message.ref);
    if (!link) continue;
    outbox.push(link, message);
    if (dispatcher.isCancelled(message.ref)) outbox.cancel(link, message.ref);
  }
}
