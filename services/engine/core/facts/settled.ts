import type { Changes } from '../changes.js';
import type { Instance } from '../instance.js';
import type { Resource, Snapshot } from '../snapshot.js';
import type { Decision } from '../verdict.js';

/**
 * A resource was found settled. Its instance records what it now stands on (R1), and those that waited for it are
 * looked at when they wait for nothing else.
 */
export function settle(
  snapshot: Snapshot,
  changes: Changes,
  decision: Extract<Decision, { kind: 'settled' }>,
): void {
  const { resource, instance, applied } = decision;
  if (instance.digest !== applied.digest) {
    instance.digest = applied.digest;
    instance.applied = applied;
    changes.write(instance, 'applied');
  }
  instance.timer = null;
  const requires = resource.needs.map((need) => need.settled).filter((i) => i !== null);
  if (!sameInstances(instance.requires, requires)) {
    record(changes, instance, requires);
    changes.write(instance);
  }
  const before = resource.settled;
  resource.settled = instance;
  if (before === instance) return;
  for (const dependant of resource.dependants) {
    if (!before) dependant.unsettledNeeds -= 1;
    if (dependant.unsettledNeeds === 0) changes.touch(dependant);
  }
}

/**
 * A resource is not settled any more: what requires it waits, should it have anything to do. What is settled itself
 * is left alone meanwhile.
 */
export function unsettle(changes: Changes, resource: Resource): void {
  if (!resource.settled) return;
  resource.settled = null;
  for (const dependant of resource.dependants) {
    dependant.unsettledNeeds += 1;
    if (dependant.verdict !== 'settled') changes.touch(dependant);
  }
}

/** Records the instances that this one stands on; those that nothing records any more may be free to go. */
export function record(changes: Changes, instance: Instance, requires: readonly Instance[]): void {
  const before = instance.requires;
  instance.requires = requires;
  for (const required of requires) required.recorders += 1;
  for (const required of before) {
    required.recorders -= 1;
    if (required.recorders === 0) changes.touch(required.resource);
  }
}

function sameInstances(a: readonly Instance[], b: readonly Instance[]): boolean {
  return a.length === b.length && a.every((instance, i) => instance === b[i]);
}
