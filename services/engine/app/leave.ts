import { jobIdOf } from './job-id.js';
import type { DropReason } from './commit-rows.js';
import type { LoopPorts } from './loop-ports.js';
import type { Resident } from './resident.js';

/** The counterpart of `resume`: a stack leaves the memory, and nobody here looks at its things or waits for its jobs any more. */
export function leave(ports: LoopPorts, resident: Resident, why: DropReason): void {
  const { dispatcher, watches, jobSpans } = ports;
  resident.cancelDeadline();
  jobSpans?.drop(resident, why);
  const instances = [...resident.snapshot.instances.values()];
  dispatcher.release(instances.map((instance) => jobIdOf(resident.id, instance)));
  for (const instance of instances) watches.end(resident.snapshot, instance);
}
