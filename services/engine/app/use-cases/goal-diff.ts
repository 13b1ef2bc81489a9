import type { Expression, GoalResource } from '../../../../lib/hot/values.js';
import type { Json } from '../../../../lib/json.js';
import { equal } from '../../core/diff.js';
import { hiddenIn, type TemplateView } from './compiled-goal.js';
import type { RevisionDiff } from './history.js';

type ResourceDiff = RevisionDiff['resources'][number];
type ValueDiff = RevisionDiff['parameters'][number];

/** Shows a property of a resource of that type. */
export type ShowProperty = (type: string, name: string, value: Expression) => Json;

/**
 * How two goals differ. A resource of another type is another one: removed and added. One that is `changed` without properties
 * differs in something else, such as its requirements or its deletion policy.
 */
export function diffGoals(
  before: readonly GoalResource[],
  after: readonly GoalResource[],
  show: ShowProperty,
): readonly ResourceDiff[] {
  const old = new Map(before.map((resource) => [resource.name, resource]));
  const diffs: ResourceDiff[] = [];
  for (const resource of after) {
    const earlier = old.get(resource.name);
    old.delete(resource.name);
    if (earlier && earlier.type === resource.type) {
      if (equal(json(earlier), json(resource))) continue;
      const properties = diffProperties(earlier, resource, show);
      diffs.push({ resource: resource.name, change: 'changed', properties });
      continue;
    }
    if (earlier) diffs.push(removed(earlier, show));
    diffs.push({
      resource: resource.name,
      change: 'added',
      properties: diffProperties(undefined, resource, show),
    });
  }
  return [...diffs, ...Array.from(old.values(), (resource) => removed(resource, show))];
}

function removed(resource: GoalResource, show: ShowProperty): ResourceDiff {
  return {
    resource: resource.name,
    change: 'removed',
    properties: diffProperties(resource, undefined, show),
  };
}

function diffProperties(
  before: GoalResource | undefined,
  after: GoalResource | undefined,
  show: ShowProperty,
): ValueDiff[] {
  const type = (after ?? before)?.type ?? '';
  const names = new Set([...Object.keys(before?.properties ?? {}), ...Object.keys(after?.properties ?? {})]);
  const diffs: ValueDiff[] = [];
  for (const name of names) {
    const [old, now] = [before?.properties[name], after?.properties[name]];
    if (old && now && equal(json(old), json(now))) continue;
    diffs.push({
      name,
      ...(old && { before: show(type, name, old) }),
      ...(now && { after: show(type, name, now) }),
    });
  }
  return diffs;
}

/** Compiled goals are what JSON can say, and came from there. */
function json(value: object): Json {
  return value as Json;
}

/** A goal's parameters as they are shown, and its text, where the values of hidden ones are. */
export interface ParameterGoal {
  readonly view: TemplateView;
  readonly text: string;
}

/** That a hidden parameter changed is shown, what it was and is never: both are masked where views are kept. */
export function diffParameters(before: ParameterGoal, after: ParameterGoal): readonly ValueDiff[] {
  const [old, now] = [parametersOf(before), parametersOf(after)];
  const names = new Set([...old.keys(), ...now.keys()]);
  return [...names].flatMap((name) => {
    const [earlier, later] = [old.get(name), now.get(name)];
    if (equal(earlier?.value, later?.value)) return [];
    return [{ name, ...(earlier && { before: earlier.shown }), ...(later && { after: later.shown }) }];
  });
}

interface Parameter {
  readonly shown: Json;
  readonly value: Json;
}

/** Those with a value, by name. The text has the values of hidden ones in the order of the parameters. */
function parametersOf({ view, text }: ParameterGoal): ReadonlyMap<string, Parameter> {
  const hidden = hiddenIn(text);
  const parameters = new Map<string, Parameter>();
  for (const { name, value: shown, hidden: isHidden } of view.parameters) {
    if (shown === undefined) continue;
    parameters.set(name, { shown, value: isHidden ? (hidden.shift() ?? shown) : shown });
  }
  return parameters;
}
