import { isCreated, type Instance } from './instance.js';
import { mayBeLive } from './live-instance.js';
import { isReached, type Resource, type Snapshot } from './snapshot.js';
import type { Decision, RefusedWait } from './verdict.js';

/**
 * What an environment forbids of a resource fails, as in Heat, and its thing stays as it is. Undefined: the step is allowed. While it
 * first comes about it has no thing that could be protected.
 */
export function refusedStep(
  snapshot: Snapshot,
  resource: Resource,
  decision: Decision,
): RefusedWait | undefined {
  const restricted = resource.goal?.restricted;
  if (!restricted || comesAbout(snapshot)) return undefined;
  if (decision.kind !== 'update' && decision.kind !== 'replace') return undefined;
  const instance = decision.kind === 'update' ? decision.instance : standing(resource);
  if (!instance || !restricted.includes(decision.kind)) return undefined;
  const { applied, kind: refused } = decision;
  return { kind: 'wait', resource, instance, verdict: 'failed', refused, applied };
}

function comesAbout(snapshot: Snapshot): boolean {
  const { goal } = snapshot;
  return (goal.written === 'CREATE' || goal.written === 'ADOPT') && !isReached(snapshot);
}

function standing({ instances }: Resource): Instance | undefined {
  return instances.findLast((instance) => mayBeLive(instance) && isCreated(instance));
}
