import type { Instance } from '../core/instance.js';
import type { LoopPorts } from './loop-ports.js';
import { jobMessage } from './messages.js';
import type { Resident } from './resident.js';

/** A job that was dispatched and is to be pushed once its commit is through. */
export interface Push {
  readonly resident: Resident;
  readonly instance: Instance;
}

export type PushPorts = Pick<LoopPorts, 'dispatcher' | 'outbox' | 'jobSpans'>;

/**
 * A worker that left meanwhile gets nothing: its lease runs out. What was given up between its decision and now must not begin. What was
 * cancelled before it could be pushed goes out all the same, since another engine may have pushed it, and is cancelled then.
 */
export function pushJobs({ dispatcher, outbox, jobSpans }: PushPorts, pushes: readonly Push[]): void {
  for (const push of pushes) {
    const message = jobMessage(push.resident, push.instance);
    const link = message && dispatcher.linkFor(message.ref);
    if (!link) continue;
    outbox.push(link, jobSpans ? jobSpans.traced(message, push) : message);
    if (dispatcher.isCancelled(message.ref)) outbox.cancel(link, message.ref);
  }
}
