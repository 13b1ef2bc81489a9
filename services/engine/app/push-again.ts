import { jobTarget } from './job-id.js';
import type { LoopPorts } from './loop-ports.js';
import type { ConvergenceLoop } from './loop.js';
import { pushJobs, type PushPorts } from './push-jobs.js';

/**
 * Pushes a job that is under way once more: its worker runs it once, however often it gets it. When our shards may be another
 * engine's by now it may be given to another worker (R25), and the stack is read anew instead.
 */
export function pushAgain(
  loop: Pick<ConvergenceLoop, 'resident' | 'drop'>,
  ports: PushPorts & Pick<LoopPorts, 'mayPush'>,
  jobId: string,
): void {
  const target = jobTarget(jobId);
  const resident = target && loop.resident(target.stackId);
  const instance = target && resident?.snapshot.instances.get(target.ordinal);
  if (!resident || !instance) return;
  if (ports.mayPush()) pushJobs(ports, [{ resident, instance }]);
  else loop.drop(resident, 'fenced');
}
