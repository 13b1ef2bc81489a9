import { jobTarget } from './job-id.js';
import type { ConvergenceLoop } from './loop.js';
import { pushJobs, type PushPorts } from './push-jobs.js';

/** Pushes a job that is under way once more: its worker runs it once, however often it gets it. */
export function pushAgain(loop: ConvergenceLoop, ports: PushPorts, jobId: string): void {
  const target = jobTarget(jobId);
  const resident = target && loop.resident(target.stackId);
  const instance = target && resident?.snapshot.instances.get(target.ordinal);
  if (resident && instance) pushJobs(ports, [{ resident, instance }]);
}
