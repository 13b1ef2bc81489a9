import type { Failure, Instance } from './instance.js';
import type { Snapshot } from './snapshot.js';

export function jobText({ job }: Instance): string {
  if (!job) return 'a job is under way';
  const late = job.overdue ? ': it takes longer than it may, and its handler has not stopped yet' : '';
  return `${job.action} on worker ${job.worker} since ${new Date(job.sinceMs).toISOString()}, attempt ${String(job.attempt)}${late}`;
}

export function failureText(instance: Instance): string {
  const { failure, timer, job } = instance;
  if (job?.overdue)
    return `${jobText(instance)}: it takes longer than it may, and its handler has not stopped yet`;
  if (!failure || job) return 'a job is under way';
  const held = timer || failure.kind === 'transient' ? '' : endsBy(failure.kind);
  return `${failure.action} failed after ${String(failure.attempt)} ${failure.attempt === 1 ? 'try' : 'tries'}: ${failure.cause}${byWhen(instance, 'tried again')}${held}`;
}

/** What holds it, and how to let it go on. */
export function hookText({ stackName }: Snapshot, resource: string, held: Instance | undefined): string {
  const hook = held?.hook ?? '';
  return `held by hook ${hook} until somebody clears it: isotherm stack hook clear ${stackName} ${resource} --${hook}`;
}

/** Its handler waits for a time of its own. */
export function againText(instance: Instance): string {
  const action = instance.again?.action ?? 'its action';
  return `${action} is under way and waits: ${instance.reason}${byWhen(instance, 'run again')}`;
}

function endsBy(kind: Failure['kind']): string {
  if (kind === 'timeout') return '; it is looked at all the same, and goes on once it is ready';
  return '; it is not tried again until the stack is updated';
}

export function byWhen({ timer }: Instance, what: string): string {
  return timer && !timer.rung ? `; ${what} at ${new Date(timer.dueMs).toISOString()}` : '';
}

/** What is on a node waits for a worker there, however long that is silent: it is not known to be gone (R18). */
export function nobodyOffers(type: string, node: string): string {
  if (node === '') return `no worker offers ${type}: start one whose providers include it`;
  return `no worker on node ${node}, where its thing is, offers ${type}: start one there; until then nobody knows how the thing is`;
}

/** Nobody looks at it: it is as it was, or is not (R18). */
export function unknownText({ physicalId, node, type }: Instance): string {
  return `nobody knows how ${physicalId} is: no observer runs on node ${node}, where it is, to look at ${type}; start one there, or declare gone what is there with "isotherm node forget ${node}"`;
}

export function list(names: readonly string[]): string {
  if (names.length <= 5) return names.join(', ');
  return `${names.slice(0, 5).join(', ')} and ${String(names.length - 5)} more`;
}
