import { decideResource, type Looked } from '../decide.js';
import type { Instance } from '../instance.js';
import { isBad, mayBeLive, policyOf } from '../live-instance.js';
import type { Resource, Snapshot } from '../snapshot.js';
import type { Decision } from '../verdict.js';

/**
 * True when it comes to this step whatever the values are that nobody knows yet. It was decided as if they all came out otherwise;
 * so it is decided once more for each instance there is, as if they came out as that one has them: in between there is nothing.
 */
export function isCertain(
  snapshot: Snapshot,
  looked: Looked,
  others: (resource: Resource) => boolean,
): boolean {
  const { resource, wanted } = looked;
  if (!wanted) return true;
  // What was seen gone once may be there at the second look; what is cancelled may still come to its end.
  if (resource.instances.some(({ observed }) => observed?.looks === 1 && observed.status === 'absent'))
    return false;
  if (wanted.kind === 'held' && wanted.cancel) return false;
  if (wanted.kind === 'wait' && wanted.verdict === 'vacant') {
    const vacant = resource.needs.filter(({ verdict }) => verdict === 'vacant');
    if (vacant.length > 0) return vacant.every(others);
  }
  if (
    isRepairedForOthers(snapshot, resource) &&
    !resource.dependants.some((d) => d.verdict === 'gone' && others(d))
  )
    return false;
  return alternatives(snapshot, looked).every((other) => other.wanted && isSame(wanted, other.wanted));
}

/** True when the instance that stands for the resource is the same one whatever the values are. */
export function staysLive(snapshot: Snapshot, looked: Looked): boolean {
  return alternatives(snapshot, looked).every(({ live }) => live === looked.live);
}

function alternatives(snapshot: Snapshot, { resource }: Looked): Looked[] {
  const { planning } = snapshot;
  if (!planning || !resource.goal || resource.literal || !refersToUnknown(resource, planning.unknown))
    return [];
  return resource.instances.filter(mayBeLive).map((instance) => {
    planning.assumed = instance;
    const looked = decideResource(snapshot, resource);
    planning.assumed = null;
    return looked;
  });
}

function refersToUnknown({ needs }: Resource, unknown: ReadonlyMap<Instance, unknown>): boolean {
  return needs.some(({ settled }) => settled !== null && unknown.has(settled));
}

/** Its policy would leave it as it is, had nothing to be built on it. */
function isRepairedForOthers(snapshot: Snapshot, resource: Resource): boolean {
  return (
    policyOf(snapshot, resource) !== 'repair' && resource.instances.some((i) => mayBeLive(i) && isBad(i))
  );
}

function isSame(a: Decision, b: Decision): boolean {
  if (a.kind === 'wait') return b.kind === 'wait' && a.verdict === b.verdict;
  if (a.kind === 'update') return b.kind === 'update' && a.instance === b.instance;
  return a.kind === b.kind;
}
