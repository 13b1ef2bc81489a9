import { evaluate } from '../../../lib/hot/evaluate.js';
import type { GoalResource } from '../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../lib/json.js';
import { equal } from './diff.js';
import { isLiteral } from './goal.js';
import { isCreated, type Instance } from './instance.js';
import { mayBeLive } from './live-instance.js';
import { isReached, type Resource, type Rules, type Snapshot } from './snapshot.js';

/**
 * It goes for the sake of others: what it needs goes first and its reference to that cannot change in place, or an instance of it
 * that cannot stay stands on what goes first, and it waits for such a one. Whether the others do is the same question, and they may stand in a
 * ring: it is decided from those that go for their own sake, and never from how the others stand. O(what it stands on, at any distance).
 */
export function yieldsToOthers(snapshot: Snapshot, resource: Resource, first: Resource | undefined): boolean {
  const mayYield =
    resource.needs.some((need) => !need.done && isFixedTo(snapshot, resource, need)) ||
    resource.instances.some((instance) => !mayStay(snapshot, resource, instance));
  if (!mayYield) return false;
  return new GoingFirst(snapshot, resource, first).yields(resource);
}

/** Of all that a resource stands on, or would: what goes first, as the least fixed point of the rule above. */
class GoingFirst {
  private readonly going: Set<Resource>;
  /** Instances that stand on something that goes first, at any distance. */
  private readonly standing = new Set<Instance>();
  /** Resources that wait for it. */
  private readonly waiting = new Set<Resource>();

  constructor(
    private readonly snapshot: Snapshot,
    of: Resource,
    first: Resource | undefined,
  ) {
    // What others stand on comes first, so that one pass is enough where nothing goes round.
    const below = allBelow(of).reverse();
    this.going = new Set(below.filter((each) => each === first || goesForItself(each)));
    for (let known = 0; known < this.known && this.going.size > 0;) {
      known = this.known;
      for (const each of below) this.visit(each);
    }
  }

  /** As far as is known of the others. */
  yields(resource: Resource): boolean {
    const { snapshot, going } = this;
    if (isLeftAsItIs(snapshot, resource)) return false;
    if (resource.needs.some((need) => going.has(need) && isFixedTo(snapshot, resource, need))) return true;
    return (
      this.waiting.has(resource) &&
      resource.instances.some((each) => this.standing.has(each) && !mayStay(snapshot, resource, each))
    );
  }

  private get known(): number {
    return this.going.size + this.standing.size + this.waiting.size;
  }

  private visit(resource: Resource): void {
    const { going, standing, waiting } = this;
    for (const instance of resource.instances)
      if (instance.requires.some((one) => going.has(one.resource) || standing.has(one)))
        standing.add(instance);
    if (resource.needs.some((need) => going.has(need) || (!need.done && waiting.has(need))))
      waiting.add(resource);
    // What is done stays, unless a look at it says otherwise.
    if (!resource.done && !going.has(resource) && this.yields(resource)) going.add(resource);
  }
}

/** Its needs are there: it is vacant for its own sake. */
function goesForItself({ verdict, unsettledNeeds }: Resource): boolean {
  return verdict === 'vacant' && unsettledNeeds === 0;
}

/** The resource, what it needs and what its instances stand on, at any distance, in an order in which these come after it. */
function allBelow(resource: Resource): Resource[] {
  const found = new Set([resource]);
  for (const each of found) {
    for (const need of each.needs) found.add(need);
    for (const { requires } of each.instances) for (const required of requires) found.add(required.resource);
  }
  return [...found];
}

/** A repair of what it is built on is no reason to replace it (R13). */
function isLeftAsItIs(snapshot: Snapshot, { goal }: Resource): boolean {
  return isReached(snapshot) && !goal?.replaceOnDrift;
}

/** As far as can be said before its requirements are there: it is neither on its way out nor replaced for a reason of its own. */
function mayStay({ rules }: Snapshot, { goal }: Resource, instance: Instance): boolean {
  const { type, applied, deleting } = instance;
  if (deleting || !goal || goal.type !== type || !isCreated(instance)) return false;
  const schema = rules.typeOf(type);
  return remembered(stays, applied, goal, schema, () => {
    const has = JSON.parse(applied.text) as JsonObject;
    return Object.entries(goal.properties).every(([name, expression]) => {
      if (!isLiteral(expression) || changesInPlace(schema, name)) return true;
      return equal((expression as { lit: Json }).lit, has[name]);
    });
  });
}

/** One of its properties refers to the other, and cannot change in place. */
function isFixedTo({ rules }: Snapshot, { goal, instances }: Resource, to: Resource): boolean {
  if (!goal) return false;
  const volatile = instances.findLast(mayBeLive)?.applied.volatile ?? NONE;
  const schema = rules.typeOf(goal.type);
  return remembered(fixed, volatile, goal, schema, () => fixedTo(goal, schema, volatile)).has(to.name);
}

/** The resources that properties refer to which cannot change in place. */
function fixedTo({ properties }: GoalResource, schema: Schema, volatile: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const [name, expression] of Object.entries(properties)) {
    if (isLiteral(expression) || volatile.includes(name) || changesInPlace(schema, name)) continue;
    const value = evaluate(expression, () => undefined);
    if (!value.known) for (const each of value.waitsFor) names.add(each);
  }
  return names;
}

function changesInPlace(schema: Schema, name: string): boolean {
  return schema?.updatable === true && (schema.properties[name]?.updatable ?? schema.open === true);
}

type Schema = ReturnType<Rules['typeOf']>;

/** Goals, schemas and what was applied never change, others are put in their place: what comes of them is worked out once. */
type Remembered<T> = WeakMap<object, WeakMap<GoalResource, { readonly schema: Schema; readonly value: T }>>;
const stays: Remembered<boolean> = new WeakMap();
const fixed: Remembered<ReadonlySet<string>> = new WeakMap();
const NONE: readonly string[] = [];

function remembered<T>(
  all: Remembered<T>,
  of: object,
  goal: GoalResource,
  schema: Schema,
  worked: () => T,
): T {
  const known = all.get(of) ?? new WeakMap<GoalResource, { schema: Schema; value: T }>();
  all.set(of, known);
  const before = known.get(goal);
  if (before && before.schema === schema) return before.value;
  const value = worked();
  known.set(goal, { schema, value });
  return value;
}
