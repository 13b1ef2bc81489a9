import { actionTimeoutMs } from './action-timeout.js';
import type { Fact } from './facts.js';
import { jobIdOf } from './job-id.js';
import type { LookContext } from './look.js';
import type { LoopPorts } from './loop-ports.js';
import { pushJobs } from './push-jobs.js';
import type { Resident } from './resident.js';
import { isGivenUp } from './waiting-room.js';

/**
 * Goes on with a stack that was loaded: its jobs in flight get a lease, its timers run, its things are watched.
 * @param waiting what was told of it meanwhile, and is taken next
 */
export function resume(
  ports: LoopPorts,
  context: LookContext,
  resident: Resident,
  waiting: readonly Fact[],
): void {
  const { clock, dispatcher, watches } = ports;
  const { snapshot } = resident;
  for (const instance of snapshot.instances.values()) {
    const { job, timer } = instance;
    // What was given up is dispatched anew when that is taken: it must not begin once more before.
    if (job && !isGivenUp(waiting, instance.ordinal, job.fence)) {
      const { fence, worker, sinceMs } = job;
      const timeoutMs = sinceMs + actionTimeoutMs(snapshot, instance) - clock.now();
      dispatcher.adopt({ jobId: jobIdOf(resident.id, instance), fence, worker, timeoutMs });
      ports.jobSpans?.adopt({ resident, instance }, job);
      // A worker that is connected may never have got it; it runs a job that it has already only once.
      pushJobs(ports, [{ resident, instance }]);
    }
    if (timer && !timer.rung) context.setTimer(resident, instance);
    watches.refresh(snapshot, instance);
  }
  dispatcher.tookOver(resident.id);
  watches.flush();
}
