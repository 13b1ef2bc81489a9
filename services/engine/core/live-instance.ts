import type { DriftPolicy } from '../../../lib/drift-policy.js';
import { changedProperties } from './diff.js';
import { isAsked, isCreated, type Applied, type Instance, type Timer } from './instance.js';
import { isReached, type Resource, type Snapshot } from './snapshot.js';

/**
 * The instance that stands for the resource: the best fit of those that may (R2): the one that has just what is
 * wanted, else one that can be updated to it, else the newest. Undefined: none may, a new one is needed.
 */
export function liveInstance(snapshot: Snapshot, resource: Resource, wanted: Applied): Instance | undefined {
  let best: Instance | undefined;
  let bestFit = -1;
  for (const instance of resource.instances) {
    if (!mayLive(snapshot, instance, wanted)) continue;
    const fit = fitness(snapshot, instance, wanted);
    if (fit >= bestFit) [best, bestFit] = [instance, fit];
  }
  return best;
}

/** False once it is being deleted, or when nobody made it on purpose. */
export function mayBeLive({ deleting, orphan }: Instance): boolean {
  return !deleting && !orphan;
}

/** False once it is being deleted, is gone, is broken for good, or is a create that did not come about. */
export function mayLive(snapshot: Snapshot, instance: Instance, wanted: Applied): boolean {
  if (!mayBeLive(instance)) return false;
  const { goal } = instance.resource;
  if (instance.type !== goal?.type) return false;
  if ((goal.externalId ?? '') !== (instance.external ? instance.physicalId : '')) return false;
  if (instance.external) return true;
  // Another name was given since, or another thing made.
  if (instance.adopting) return isNewest(instance);
  const { failure } = instance;
  if (!isCreated(instance)) {
    // A create that is not over goes on only with what it began with (R6, R10).
    if (instance.job) return true;
    if (instance.applied.digest !== wanted.digest) return false;
    return !failure || failure.kind === 'transient' || holds(snapshot, instance, wanted);
  }
  if (failure?.action === 'create' && failure.kind !== 'timeout' && !holds(snapshot, instance, wanted))
    return false;
  if (!isBad(instance) || lasts(snapshot, instance)) return true;
  // What never became ready, some tries in a row, would not the next time either (R6).
  if (failure?.kind === 'unready') {
    const tired = failure.attempt >= snapshot.rules.attempts;
    return tired && holds(snapshot, instance, wanted) && !isDue(instance.timer, 'repair');
  }
  // What a new goal wants otherwise cannot be had of a thing that is not there.
  if (leavesAlone(snapshot, instance)) return isReached(snapshot) || isAsWanted(instance, wanted);
  if (instance.resource.verdict === 'vacant') return false;
  return instance.repairs > 0 && !isDue(instance.timer, 'repair');
}

function isAsWanted(instance: Instance, wanted: Applied): boolean {
  return instance.digest === wanted.digest || changedProperties(instance, wanted).length === 0;
}

/** It is gone or broken: two looks saw it, or a user says so. */
export function isBad({ observed, unhealthy }: Instance): boolean {
  if (unhealthy !== '') return true;
  return (
    observed !== null && observed.looks >= 2 && (observed.status === 'absent' || observed.status === 'broken')
  );
}

/** It is broken and is expected to mend itself. */
export function lasts(snapshot: Snapshot, { type, observed, unhealthy }: Instance): boolean {
  return unhealthy === '' && observed?.status === 'broken' && snapshot.rules.typeOf(type)?.broken === 'wait';
}

export function policyOf(snapshot: Snapshot, resource: Resource): DriftPolicy {
  const { goal, rules } = snapshot;
  const policy = resource.goal?.drift ?? goal.modes.drift ?? rules.drift;
  if (policy !== 'repair') return policy;
  // What a user forbids is not done by itself either.
  const forbidden = resource.goal?.restricted !== undefined && isReached(snapshot);
  return forbidden || isChecking(snapshot) ? 'report' : policy;
}

/** Everything is looked at first, and told; then it is repaired. */
function isChecking(snapshot: Snapshot): boolean {
  const { goal, completedRevision } = snapshot;
  return goal.action === 'CHECK' && completedRevision < goal.asked && isReached(snapshot);
}

/** Its policy leaves it gone or broken, as long as nothing has to be built on it (R13). */
export function leavesAlone(snapshot: Snapshot, { resource }: Instance): boolean {
  return policyOf(snapshot, resource) !== 'repair' && !resource.demanded;
}

/** A requirement that counts as done and is not there, unless a user skips it. */
export function goneNeed(resource: Resource): Resource | undefined {
  return resource.needs.find(({ settled, verdict }) => settled && verdict !== 'skipped' && isBad(settled));
}

export function isDue(timer: Timer | null, purpose: Timer['purpose']): boolean {
  return timer?.purpose === purpose && timer.rung;
}

/** A failure holds while goal and digest are those it happened under (R6). */
export function holds(snapshot: Snapshot, instance: Instance, wanted: Applied): boolean {
  const { failure } = instance;
  if (!failure || isAsked(failure.action) || failure.revision !== snapshot.goal.since) return false;
  return failure.action === 'adopt' || failure.digest === wanted.digest;
}

function fitness(snapshot: Snapshot, instance: Instance, wanted: Applied): number {
  // A user has named it: before anything that has not come about.
  if (instance.adopting) return 3;
  const digest = isCreated(instance) ? instance.digest : instance.applied.digest;
  // What a user named after a create had come to nothing is ours by now, and is not deleted in favour of that one.
  if (digest === wanted.digest) return isCreated(instance) || isNewest(instance) ? 2 : 1;
  if (!isCreated(instance)) return 0;
  return canUpdate(snapshot, instance, changedProperties(instance, wanted)) ? 1 : 0;
}

function isNewest(instance: Instance): boolean {
  return instance.resource.instances.findLast(mayBeLive) === instance;
}

/** True when each of the properties may change in place. */
export function canUpdate(snapshot: Snapshot, instance: Instance, changes: readonly string[]): boolean {
  const schema = snapshot.rules.typeOf(instance.type);
  if (!schema?.updatable) return changes.length === 0;
  return changes.every((name) => schema.properties[name]?.updatable ?? schema.open === true);
}
