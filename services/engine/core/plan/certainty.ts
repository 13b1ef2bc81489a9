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
  // What is cancelled may stop, or still come to its end.
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

/**
 * True when another instance that is there already may come to stand for the resource: since the values may be just those that it
 * has, or since its job ends, which nobody wants any more, before others do.
 */
export function isContested(snapshot: Snapshot, looked: Looked, firstNew: number): boolean {
  const { resource, unwanted, live } = looked;
  if (!resource.goal || resource.instances.length < 2) return false;
  const { type } = resource.goal;
  for (const decision of unwanted) {
    if (decision.kind !== 'held') continue;
    const { instance } = decision;
    if (mayBeLive(instance) && instance.type === type && instance.ordinal < firstNew) return true;
  }
  const standing = new Set(live && live.ordinal < firstNew ? [live] : []);
  for (const { live: other } of alternatives(snapshot, looked))
    if (other && other.ordinal < firstNew) standing.add(other);
  return standing.size > 1;
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
