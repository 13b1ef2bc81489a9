import type { Instance } from './instance.js';
import { leftNothing } from './left-nothing.js';
import { mayBeLive } from './live-instance.js';
import type { Resource, Snapshot } from './snapshot.js';
import { yieldingAmong } from './yields.js';

/** Two of it cannot exist beside each other, and one is there, or may be: it has to go before the next one is made (R11). */
export function deletesFirst(snapshot: Snapshot, { goal, instances }: Resource): boolean {
  if (!goal || !(goal.deleteFirst ?? snapshot.rules.typeOf(goal.type)?.deleteFirst)) return false;
  return instances.some(
    (instance) => !instance.external && !instance.adopting && !leftNothing(snapshot, instance),
  );
}

/**
 * Something that it is built on goes before its next one is made, and it could not move over in place: it has to go even earlier,
 * and is made again after (R11).
 */
export function mustYield(snapshot: Snapshot, resource: Resource): boolean {
  return hasVacant(snapshot) && yieldingAmong(snapshot, [resource], undefined).has(resource);
}

function isVacant({ verdict }: Resource): boolean {
  return verdict === 'vacant';
}

function hasVacant({ tally }: Snapshot): boolean {
  return (tally.get('vacant') ?? 0) > 0;
}

/**
 * How many of those that stand on the instance come only after something that has to go first, and move over then: its delete does
 * not wait for them, or all would wait for ever. That holds for what goes first, and for what stands on it. O(resources), in that case only.
 */
export function movingOver(snapshot: Snapshot, instance: Instance, goesFirst: boolean): number {
  if (!hasVacant(snapshot) || !(goesFirst || standsOn(instance, isVacant))) return 0;
  const first = goesFirst ? instance.resource : undefined;
  const standing = new Map<Resource, number>();
  for (const resource of builtOn([...snapshot.resources.values()].filter(isVacant))) {
    const those = resource.instances.filter(
      (other) => !other.job && mayBeLive(other) && other.requires.includes(instance),
    );
    if (those.length > 0) standing.set(resource, those.length);
  }
  const going = yieldingAmong(snapshot, [...standing.keys()], first);
  let moving = 0;
  for (const [resource, those] of standing) if (!going.has(resource)) moving += those;
  return moving;
}

/** It stands on something of such a resource, at any distance. */
function standsOn(instance: Instance, such: (resource: Resource) => boolean): boolean {
  const seen = new Set<Instance>();
  const next = [instance];
  for (let one = next.pop(); one; one = next.pop()) {
    for (const required of one.requires) {
      if (such(required.resource)) return true;
      if (seen.has(required)) continue;
      seen.add(required);
      next.push(required);
    }
  }
  return false;
}

/** All that requires one of them, at any distance. */
function builtOn(roots: readonly Resource[]): Set<Resource> {
  const found = new Set<Resource>();
  const next = [...roots];
  for (let on = next.pop(); on; on = next.pop()) {
    for (const dependant of on.dependants) {
      if (found.has(dependant)) continue;
      found.add(dependant);
      next.push(dependant);
    }
  }
  return found;
}

/** Something is built on it, or was. */
export function isStoodOn({ dependants, instances }: Resource): boolean {
  return dependants.length > 0 || instances.some(({ recorders }) => recorders > 0);
}

/** Those that go before others do, and not for their own sake. */
export function yielding(snapshot: Snapshot): Resource[] {
  if (!hasVacant(snapshot)) return [];
  const all = [...snapshot.resources.values()];
  return all.filter(({ verdict, unsettledNeeds }) => verdict === 'vacant' && unsettledNeeds > 0);
}
