import { evaluate } from '../../../lib/hot/evaluate.js';
import type { GoalResource } from '../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../lib/json.js';
import { equal } from './diff.js';
import { isLiteral } from './goal.js';
import { isCreated, type Instance } from './instance.js';
import { mayBeLive } from './live-instance.js';
import type { Resource, Rules, Snapshot } from './snapshot.js';

/** As far as can be said before its requirements are there: it is neither on its way out nor replaced for a reason of its own. */
export function mayStay({ rules }: Snapshot, { goal }: Resource, instance: Instance): boolean {
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
export function isFixedTo({ rules }: Snapshot, { goal, instances }: Resource, to: Resource): boolean {
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
