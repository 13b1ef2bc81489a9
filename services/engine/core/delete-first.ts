import { evaluate } from '../../../lib/hot/evaluate.js';
import { isLiteral } from './goal.js';
import { isCreated, type Instance } from './instance.js';
import { mayBeLive } from './live-instance.js';
import type { Resource, Snapshot } from './snapshot.js';

/** Two of it cannot exist beside each other, and one is there: it has to go before the next one is made (R11). */
export function deletesFirst(snapshot: Snapshot, { goal, instances }: Resource): boolean {
  if (!goal || !(goal.deleteFirst ?? snapshot.rules.typeOf(goal.type)?.deleteFirst)) return false;
  return instances.some(
    (instance) => !instance.orphan && !instance.external && (isCreated(instance) || instance.deleting),
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
 * not wait for them, or all would wait for ever. It is what goes first, or stands on that. O(all that is built on it), in that case only.
 */
export function movingOver(snapshot: Snapshot, instance: Instance, goesFirst: boolean): number {
  const first = goesFirst ? new Set([instance.resource]) : new Set<Resource>();
  if ((snapshot.tally.get('vacant') ?? 0) > 0) collectVacant(instance, first);
  const movers = new Set<Instance>();
  for (const root of first) {
    for (const [resource, on] of builtOn(root)) {
      if ((on === instance.resource && isFixedTo(snapshot, resource, on)) || mustYield(snapshot, resource))
        continue;
      for (const other of resource.instances)
        if (!other.job && mayBeLive(other) && other.requires.includes(instance)) movers.add(other);
    }
  }
  return movers.size;
}

/** The resources that go first and on whose instances it stands, at any distance. */
function collectVacant(instance: Instance, into: Set<Resource>): void {
  const seen = new Set<Instance>();
  const next = [instance];
  for (let one = next.pop(); one; one = next.pop()) {
    for (const required of one.requires) {
      if (seen.has(required)) continue;
      seen.add(required);
      if (required.resource.verdict === 'vacant') into.add(required.resource);
      next.push(required);
    }
  }
}

/** All that requires it, at any distance; each with the one over which it was found. */
function builtOn(resource: Resource): Map<Resource, Resource> {
  const found = new Map<Resource, Resource>();
  const next = [resource];
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
