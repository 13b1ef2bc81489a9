import type { Changes } from '../changes.js';
import { yielding } from '../delete-first.js';
import type { Instance } from '../instance.js';
import { isBad } from '../live-instance.js';
import type { Resource, Snapshot } from '../snapshot.js';
import { isSettledVerdict, type Decision } from '../verdict.js';

/**
 * A resource was found settled. Its instance records what it now stands on (R1). What drifted and is left so keeps the digest
 * of what was applied.
 */
export function settle(
  snapshot: Snapshot,
  changes: Changes,
  decision: Extract<Decision, { kind: 'settled' }>,
): void {
  const { resource, instance, applied, verdict, unmet } = decision;
  if ((verdict === 'settled' || verdict === 'unknown') && !unmet && instance.digest !== applied.digest) {
    instance.digest = applied.digest;
    instance.applied = applied;
    changes.write(instance, 'applied');
  }
  const settled = resource.needs.map((need) => need.settled).filter((i) => i !== null);
  // It was not moved over: what it was built on has to stay as long as that is so.
  const stands = unmet ? instance.requires.filter(({ ordinal }) => snapshot.instances.has(ordinal)) : [];
  const requires = unmet ? [...new Set([...stands, ...settled])] : settled;
  if (!sameInstances(instance.requires, requires)) {
    record(snapshot, changes, instance, requires);
    changes.write(instance);
  }
  if (!isBad(instance)) {
    resource.demanded = false;
    resource.tried.unready = null;
  }
  pass(changes, resource, instance);
  // A suspend goes against the requirements.
  if (snapshot.goal.modes.suspended)
    for (const need of resource.needs) if (need.verdict === 'turn') changes.touch(need);
}

/** A resource counts as done: those that waited for it are looked at when they wait for nothing else. */
export function pass(changes: Changes, resource: Resource, instance: Instance | null): void {
  const { done, settled } = resource;
  resource.done = true;
  resource.settled = instance;
  if (done && settled === instance) return;
  for (const dependant of resource.dependants) {
    if (!done) dependant.unsettledNeeds -= 1;
    if (dependant.unsettledNeeds === 0) changes.touch(dependant);
  }
}

/**
 * A resource is not settled any more: what requires it waits, should it have anything to do. What is settled itself
 * is left alone meanwhile.
 */
export function unsettle(changes: Changes, resource: Resource): void {
  if (!resource.done) return;
  resource.done = false;
  resource.settled = null;
  for (const dependant of resource.dependants) {
    dependant.unsettledNeeds += 1;
    if (!isSettledVerdict(dependant.verdict)) changes.touch(dependant);
  }
}

/**
 * Records the instances that this one stands on. Those that nothing records any more may be free to go, and what stood through it on
 * something that goes first may do so no longer (R11).
 */
export function record(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  requires: readonly Instance[],
): void {
  const before = instance.requires;
  instance.requires = requires;
  for (const required of requires) required.recorders += 1;
  for (const required of before) {
    required.recorders -= 1;
    if (required.recorders === 0 || required.verdict !== 'none') changes.touch(required.resource);
  }
  const stoodThroughIt = instance.recorders > 0 && before.some((required) => !requires.includes(required));
  if (stoodThroughIt) touchYielding(snapshot, changes);
}

/** What it stands on and is to go may wait for it no longer (R11). */
export function touchUnwanted(changes: Changes, instance: Instance): void {
  for (const { resource, verdict } of instance.requires) if (verdict !== 'none') changes.touch(resource);
}

/** Something begins or ends to go first: what waits may do so no longer, or has to (R11). O(resources), in that case only. */
export function touchWaiting({ resources }: Snapshot, changes: Changes): void {
  for (const resource of resources.values()) {
    const waits = !resource.done || resource.unsettledNeeds > 0;
    if (waits || resource.instances.some(({ verdict }) => verdict !== 'none')) changes.touch(resource);
  }
}

/** What goes first for the sake of others may do so no longer (R11). */
export function touchYielding(snapshot: Snapshot, changes: Changes): void {
  for (const resource of yielding(snapshot)) changes.touch(resource);
}

function sameInstances(a: readonly Instance[], b: readonly Instance[]): boolean {
  return a.length === b.length && a.every((instance, i) => instance === b[i]);
}
