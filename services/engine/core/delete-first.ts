import { evaluate } from '../../../lib/hot/evaluate.js';
import type { Json, JsonObject } from '../../../lib/json.js';
import { equal } from './diff.js';
import { isLiteral } from './goal.js';
import { isCreated, type Instance } from './instance.js';
import { leftNothing } from './left-nothing.js';
import { mayBeLive } from './live-instance.js';
import { isReached, type Resource, type Snapshot } from './snapshot.js';

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
 * @param first goes first, though it does not stand so yet
 */
export function mustYield(snapshot: Snapshot, resource: Resource, first?: Resource): boolean {
  if (!hasVacant(snapshot) || isLeftAsItIs(snapshot, resource)) return false;
  const goesFirst = (other: Resource) => other === first || isVacant(other);
  if (resource.needs.some((need) => goesFirst(need) && isFixedTo(snapshot, resource, need))) return true;
  const stuck = resource.instances.some(
    (instance) =>
      (instance.deleting || !couldStay(snapshot, resource, instance)) && standsOn(instance, goesFirst),
  );
  return stuck && waitsFor(resource, goesFirst);
}

function isVacant({ verdict }: Resource): boolean {
  return verdict === 'vacant';
}

function hasVacant({ tally }: Snapshot): boolean {
  return (tally.get('vacant') ?? 0) > 0;
}

/** A repair of what it is built on is no reason to replace it (R13). */
function isLeftAsItIs(snapshot: Snapshot, { goal }: Resource): boolean {
  return isReached(snapshot) && !goal?.replaceOnDrift;
}

/** As far as can be said before its requirements are there: it is not replaced for a reason of its own. */
function couldStay(snapshot: Snapshot, { goal }: Resource, instance: Instance): boolean {
  const { type, applied } = instance;
  if (!goal || goal.type !== type || !isCreated(instance)) return false;
  const has = JSON.parse(applied.text) as JsonObject;
  return Object.entries(goal.properties).every(([name, expression]) => {
    if (!isLiteral(expression) || changesInPlace(snapshot, type, name)) return true;
    return equal((expression as { lit: Json }).lit, has[name]);
  });
}

/** One of its requirements, at any distance, is such a one. */
function waitsFor(resource: Resource, such: (other: Resource) => boolean): boolean {
  const seen = new Set<Resource>();
  const next = [resource];
  for (let one = next.pop(); one; one = next.pop()) {
    for (const need of one.needs) {
      if (such(need)) return true;
      if (need.done || seen.has(need)) continue;
      seen.add(need);
      next.push(need);
    }
  }
  return false;
}

/**
 * How many of those that stand on the instance come only after something that has to go first, and move over then: its delete does
 * not wait for them, or all would wait for ever. That holds for what goes first, and for what stands on it. O(resources), in that case only.
 */
export function movingOver(snapshot: Snapshot, instance: Instance, goesFirst: boolean): number {
  if (!hasVacant(snapshot) || !(goesFirst || standsOn(instance, isVacant))) return 0;
  const first = goesFirst ? instance.resource : undefined;
  let moving = 0;
  for (const resource of builtOn([...snapshot.resources.values()].filter(isVacant))) {
    if (mustYield(snapshot, resource, first)) continue;
    for (const other of resource.instances)
      if (!other.job && mayBeLive(other) && other.requires.includes(instance)) moving += 1;
  }
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

/** One of its properties refers to the other, and cannot change in place. */
function isFixedTo(snapshot: Snapshot, { goal, instances }: Resource, to: Resource): boolean {
  if (!goal) return false;
  const volatile = instances.findLast(mayBeLive)?.applied.volatile ?? [];
  return Object.entries(goal.properties).some(([name, expression]) => {
    if (isLiteral(expression) || volatile.includes(name) || changesInPlace(snapshot, goal.type, name))
      return false;
    const value = evaluate(expression, () => undefined);
    return !value.known && value.waitsFor.includes(to.name);
  });
}

function changesInPlace({ rules }: Snapshot, type: string, name: string): boolean {
  const schema = rules.typeOf(type);
  return schema?.updatable === true && (schema.properties[name]?.updatable ?? schema.open === true);
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
