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
 * How many of those that stand on the instance will move over in place when the next one is there: its delete does not wait for
 * them.
 */
export function movingOver(snapshot: Snapshot, instance: Instance): number {
  let moving = 0;
  for (const dependant of instance.resource.dependants) {
    if (mustYield(snapshot, dependant)) continue;
    for (const other of dependant.instances)
      if (!other.job && mayBeLive(other) && other.requires.includes(instance)) moving += 1;
  }
  return moving;
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
