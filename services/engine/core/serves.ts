import { isAsked, type Applied, type Instance } from './instance.js';
import { outstanding } from './asked.js';
import { isHalted, type Snapshot } from './snapshot.js';

/**
 * True while what the job in flight brings about is wanted. A job that serves no more is cancelled; its handler may stop or
 * finish, and what it did is known and used either way.
 * @param wanted undefined: what is wanted cannot be said now
 */
export function serves(snapshot: Snapshot, instance: Instance, wanted: Applied | undefined): boolean {
  const { job } = instance;
  if (!job) return true;
  if (job.overdue) return false;
  if (isHalted(snapshot) || (snapshot.expired && isAsked(job.action))) return false;
  if (isAsked(job.action)) return outstanding(snapshot, instance)?.request === job.request;
  return wanted === undefined || wanted.digest === instance.applied.digest;
}

/** Its job took too long under this very goal: that is a failure already, though the job is in flight. */
export function isOutOfTime({ goal }: Snapshot, { job }: Instance): boolean {
  return job !== null && job.overdue && job.revision === goal.since;
}
