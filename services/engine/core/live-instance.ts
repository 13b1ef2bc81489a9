import { changedProperties } from './diff.js';
import { isCreated, type Applied, type Instance, type Timer } from './instance.js';
import type { Resource, Snapshot } from './snapshot.js';

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

/** False once it is being deleted, is gone, is broken for good, or is a create that did not come about. */
export function mayLive(snapshot: Snapshot, instance: Instance, wanted: Applied): boolean {
  if (instance.deleting || instance.orphan) return false;
  if (instance.type !== instance.resource.goal?.type) return false;
  const { failure, observed } = instance;
  if (!isCreated(instance)) {
    // A create that is not over goes on only with what it began with (R6, R10).
    if (instance.job) return true;
    if (instance.applied.digest !== wanted.digest) return false;
    return !failure || failure.kind === 'transient' || holds(snapshot, instance, wanted);
  }
  if (failure?.action === 'create' && failure.kind !== 'timeout' && !holds(snapshot, instance, wanted))
    return false;
  if (!observed || observed.looks < 2) return true;
  const lasts = observed.status === 'broken' && snapshot.rules.typeOf(instance.type)?.broken === 'wait';
  if (observed.status === 'pending' || observed.status === 'ready' || lasts) return true;
  // What never became ready, some tries in a row, would not the next time either (R6).
  return (
    failure?.kind === 'unready' &&
    failure.attempt >= snapshot.rules.attempts &&
    holds(snapshot, instance, wanted) &&
    !isDue(instance.timer, 'repair')
  );
}

export function isDue(timer: Timer | null, purpose: Timer['purpose']): boolean {
  return timer?.purpose === purpose && timer.rung;
}

/** A failure holds while revision and digest are those it happened under (R6). */
export function holds(snapshot: Snapshot, instance: Instance, wanted: Applied): boolean {
  const { failure } = instance;
  return failure !== null && failure.revision === snapshot.goal.revision && failure.digest === wanted.digest;
}

function fitness(snapshot: Snapshot, instance: Instance, wanted: Applied): number {
  const digest = isCreated(instance) ? instance.digest : instance.applied.digest;
  if (digest === wanted.digest) return 2;
  if (!isCreated(instance)) return 0;
  return canUpdate(snapshot, instance, changedProperties(instance, wanted)) ? 1 : 0;
}

/** True when each of the properties may change in place. */
export function canUpdate(snapshot: Snapshot, instance: Instance, changes: readonly string[]): boolean {
  const schema = snapshot.rules.typeOf(instance.type);
  if (!schema?.updatable) return changes.length === 0;
  return changes.every((name) => schema.properties[name]?.updatable ?? schema.open === true);
}
