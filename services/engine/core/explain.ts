import type { Instance } from './instance.js';
import type { Resource, Snapshot } from './snapshot.js';
import { driftedProperties } from './diff.js';

/** Why a resource is not converged, in a sentence, and on whom it waits. */
export interface Explanation {
  readonly resource: string;
  readonly type: string;
  readonly state: string;
  readonly reason: string;
  readonly on: readonly string[];
}

/** What each resource that is not converged waits for; empty when the stack has converged. Never called per event. */
export function explain(snapshot: Snapshot, name?: string): Explanation[] {
  const explanations: Explanation[] = [];
  for (const resource of snapshot.resources.values()) {
    if (name !== undefined && resource.name !== name) continue;
    if (resource.goal && resource.verdict !== 'settled')
      explanations.push(explainResource(snapshot, resource));
    for (const instance of resource.instances) {
      if (instance.verdict !== 'none') explanations.push(explainUnwanted(instance));
    }
  }
  return explanations;
}

function explainResource(snapshot: Snapshot, resource: Resource): Explanation {
  const type = resource.goal?.type ?? '';
  const live = resource.instances.findLast((instance) => instance.verdict === 'none');
  const say = (state: string, reason: string, on: readonly string[] = []) => ({
    resource: resource.name,
    type,
    state,
    reason,
    on,
  });
  switch (resource.verdict) {
    case 'needs': {
      const on = resource.needs.filter((need) => !need.settled).map((need) => need.name);
      return say('wait', `needs ${list(on)}`, on);
    }
    case 'held':
      return say('held', live ? jobText(live) : 'a job is under way');
    case 'type':
      return say('wait', `no worker offers ${type}: start one whose providers include it`);
    case 'slot':
      return say('wait', `all workers that offer ${type} are busy; it is next in line`);
    case 'predecessor':
      return say('wait', 'its earlier instance is being deleted');
    case 'unlooked':
      return say('wait', 'it will be looked at in a moment');
    default:
      return say(
        stateOf(resource.verdict),
        live ? liveText(snapshot, live, resource.verdict) : 'it does not exist yet',
      );
  }
}

function stateOf(verdict: string): string {
  return verdict === 'failed' ? 'failed' : 'wait';
}

function liveText(snapshot: Snapshot, live: Instance, verdict: string): string {
  const { observed, failure } = live;
  const because = observed?.reason ? `: ${observed.reason}` : '';
  switch (verdict) {
    case 'observation':
      return observed
        ? `${live.physicalId} is not ready yet${because}`
        : `${live.physicalId} was not looked at yet`;
    case 'confirm':
      return `${live.physicalId} was seen ${observed?.status ?? 'gone'} and is looked at once more${because}`;
    case 'broken':
      return `${live.physicalId} is broken and is expected to mend itself${because}`;
    case 'retry':
    case 'failed':
      return failureText(live);
    default: {
      const drifted = driftedProperties(live);
      return drifted.length > 0 ? `drifted: ${drifted.join(', ')}` : (failure?.cause ?? verdict);
    }
  }
}

function explainUnwanted(instance: Instance): Explanation {
  const what = instance.physicalId || `instance ${String(instance.ordinal)}`;
  const say = (state: string, reason: string, on: readonly string[] = []) => ({
    resource: instance.resource.name,
    type: instance.type,
    state,
    reason,
    on,
  });
  switch (instance.verdict) {
    case 'recorders':
      return say('wait', `${what} is still required by other resources and is deleted after them`);
    case 'successor':
      return say('wait', `${what} stays until the instance that takes its place is ready`, [
        instance.resource.name,
      ]);
    case 'held':
      return say('held', jobText(instance));
    case 'search':
      return say('wait', 'it never named a thing and is searched for once more before it is forgotten');
    case 'retry':
    case 'failed':
      return say(stateOf(instance.verdict), failureText(instance));
    default:
      return say('wait', `${what} is to be deleted`);
  }
}

function jobText({ job }: Instance): string {
  if (!job) return 'a job is under way';
  return `${job.action} on worker ${job.worker} since ${new Date(job.sinceMs).toISOString()}, attempt ${String(job.attempt)}`;
}

function failureText({ failure, timer, job }: Instance): string {
  if (!failure || job) return 'a job is under way';
  const next = timer && !timer.rung ? `; tried again at ${new Date(timer.dueMs).toISOString()}` : '';
  const held =
    timer || failure.kind === 'transient' ? '' : '; it is not tried again until the stack is updated';
  return `${failure.action} failed after ${String(failure.attempt)} ${failure.attempt === 1 ? 'try' : 'tries'}: ${failure.cause}${next}${held}`;
}

function list(names: readonly string[]): string {
  if (names.length <= 5) return names.join(', ');
  return `${names.slice(0, 5).join(', ')} and ${String(names.length - 5)} more`;
}
