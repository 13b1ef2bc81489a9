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
 * @returns false: jobs were not pushed, since they may be given to others by now (R25); it is to be read again, by whoever has it then
 */
export function resume(
  ports: LoopPorts,
  context: LookContext,
  resident: Resident,
  waiting: readonly Fact[],
): boolean {
  const { clock, dispatcher, limits, watches } = ports;
  const { snapshot } = resident;
  let isPushed = true;
  for (const instance of snapshot.instances.values()) {
    const { job, timer } = instance;
    // What was given up is dispatched anew when that is taken: it must not begin once more before.
    if (job && !isGivenUp(waiting, instance.ordinal, job.fence)) {
      const { fence, worker, sinceMs } = job;
      const timeoutMs = sinceMs + actionTimeoutMs(snapshot, instance) - clock.now();
      const scope = limits.scope(instance.type, resident.tenant);
      dispatcher.adopt({ jobId: jobIdOf(resident.id, instance), fence, worker, timeoutMs, scope });
      ports.jobSpans?.adopt({ resident, instance }, job);
      // A worker that is connected may never have got it; it runs a job that it has already only once.
      if (ports.mayPush()) pushJobs(ports, [{ resident, instance }]);
      else isPushed = false;
    }
    if (timer && !timer.rung) context.setTimer(resident, instance);
    watches.refresh(snapshot, instance);
  }
  dispatcher.tookOver(resident.id);
  watches.flush();
  return isPushed;
}
