import { writeExpression } from '../../../../lib/hot/write-expression.js';
import type { GoalResource } from '../../../../lib/hot/values.js';
import type { Json } from '../../../../lib/json.js';
import { equal } from '../../core/diff.js';
import type { TemplateView } from './compiled-goal.js';
import type { RevisionDiff } from './history.js';

type ResourceDiff = RevisionDiff['resources'][number];
type ValueDiff = RevisionDiff['parameters'][number];

/**
 * How two goals differ. A resource of another type is another one: removed and added. One that is `changed` without properties
 * differs in something else, such as its requirements or its deletion policy. Secrets are masked, also where they differ.
 */
export function diffGoals(
  before: readonly GoalResource[],
  after: readonly GoalResource[],
): readonly ResourceDiff[] {
  const old = new Map(before.map((resource) => [resource.name, resource]));
  const diffs: ResourceDiff[] = [];
  for (const resource of after) {
    const earlier = old.get(resource.name);
    old.delete(resource.name);
    if (!earlier) diffs.push(added(resource));
    else if (earlier.type !== resource.type) diffs.push(removed(earlier), added(resource));
    else if (!equal(json(earlier), json(resource))) {
      const properties = changedProperties(earlier, resource);
      diffs.push({ resource: resource.name, change: 'changed', properties });
    }
  }
  return [...diffs, ...Array.from(old.values(), removed)];
}

function added({ name, properties }: GoalResource): ResourceDiff {
  const values = Object.entries(properties).map(([property, value]) => ({
    name: property,
    after: writeExpression(value),
  }));
  return { resource: name, change: 'added', properties: values };
}

function removed({ name, properties }: GoalResource): ResourceDiff {
  const values = Object.entries(properties).map(([property, value]) => ({
    name: property,
    before: writeExpression(value),
  }));
  return { resource: name, change: 'removed', properties: values };
}

function changedProperties(before: GoalResource, after: GoalResource): ValueDiff[] {
  const names = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)]);
  const diffs: ValueDiff[] = [];
  for (const name of names) {
    const [old, now] = [before.properties[name], after.properties[name]];
    if (old && now && equal(json(old), json(now))) continue;
    diffs.push({
      name,
      ...(old && { before: writeExpression(old) }),
      ...(now && { after: writeExpression(now) }),
    });
  }
  return diffs;
}

/** Compiled goals are what JSON can say, and came from there. */
function json(value: object): Json {
  return value as Json;
}

/** Values of hidden parameters are masked where they are kept, so that a change of them does not show. */
export function diffParameters(before: TemplateView, after: TemplateView): readonly ValueDiff[] {
  const valuesOf = ({ parameters }: TemplateView) =>
    new Map(parameters.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const names = new Set([...old.keys(), ...now.keys()]);
  return [...names].flatMap((name) => {
    const [earlier, later] = [old.get(name), now.get(name)];
    if (equal(earlier, later)) return [];
    return [
      {
        name,
        ...(earlier !== undefined && { before: earlier }),
        ...(later !== undefined && { after: later }),
      },
    ];
  });
}
