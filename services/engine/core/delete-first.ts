import { evaluate } from '../../../lib/hot/evaluate.js';
import { isLiteral } from './goal.js';
import type { Instance } from './instance.js';
import { leftNothing } from './left-nothing.js';
import { mayBeLive } from './live-instance.js';
import type { Resource, Snapshot } from './snapshot.js';

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
  if ((snapshot.tally.get('vacant') ?? 0) === 0) return false;
  return resource.needs.some((need) => need.verdict === 'vacant' && isFixedTo(snapshot, resource, need));
}

/**
 * How many of those that stand on the instance come only after something that has to go first, and move over then: its delete does
 * not wait for them, or all would wait for ever. That holds for what goes first, and for what stands on it. O(resources), in that case only.
 */
export function movingOver(snapshot: Snapshot, instance: Instance, goesFirst: boolean): number {
  const vacant = (snapshot.tally.get('vacant') ?? 0) > 0;
  if (!goesFirst && !(vacant && standsOnVacant(instance))) return 0;
  const roots = new Set<Resource>(goesFirst ? [instance.resource] : []);
  if (vacant)
    for (const resource of snapshot.resources.values())
      if (resource.verdict === 'vacant') roots.add(resource);
  let moving = 0;
  for (const [resource, on] of builtOn(roots)) {
    if ((on === instance.resource && isFixedTo(snapshot, resource, on)) || mustYield(snapshot, resource))
      continue;
    for (const other of resource.instances)
      if (!other.job && mayBeLive(other) && other.requires.includes(instance)) moving += 1;
  }
  return moving;
}

/** It stands on something that goes first, at any distance. */
function standsOnVacant(instance: Instance): boolean {
  const seen = new Set<Instance>();
  const next = [instance];
  for (let one = next.pop(); one; one = next.pop()) {
    for (const required of one.requires) {
      if (required.resource.verdict === 'vacant') return true;
      if (seen.has(required)) continue;
      seen.add(required);
      next.push(required);
    }
  }
  return false;
}

/** All that requires one of them, at any distance; each with the one over which it was found. */
function builtOn(roots: ReadonlySet<Resource>): Map<Resource, Resource> {
  const found = new Map<Resource, Resource>();
  const next = [...roots];
  for (let on = next.pop(); on; on = next.pop()) {
    for (const dependant of on.dependants) {
      if (found.has(dependant)) continue;
      found.set(dependant, on);
      next.push(dependant);
    }
  }
  return found;
}

/** One of its properties refers to the other, and cannot change in place. */
function isFixedTo({ rules }: Snapshot, { goal, instances }: Resource, to: Resource): boolean {
  if (!goal) return false;
  const schema = rules.typeOf(goal.type);
  const volatile = instances.findLast(mayBeLive)?.applied.volatile ?? [];
  return Object.entries(goal.properties).some(([name, expression]) => {
    if (isLiteral(expression) || volatile.includes(name)) return false;
    const inPlace = schema?.updatable && (schema.properties[name]?.updatable ?? schema.open === true);
    if (inPlace) return false;
    const value = evaluate(expression, () => undefined);
    return !value.known && value.waitsFor.includes(to.name);
  });
}
