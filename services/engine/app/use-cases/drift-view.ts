import { isUnknown } from '../../core/drift.js';
import { evaluate } from '../../../../lib/hot/evaluate.js';
import type { Resolved } from '../../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../../lib/json.js';
import { driftedProperties } from '../../core/diff.js';
import { explain } from '../../core/explain.js';
import type { Instance } from '../../core/instance.js';
import { isBad, policyOf } from '../../core/live-instance.js';
import { scopeOf } from '../../core/resolve.js';
import type { Resource, Snapshot } from '../../core/snapshot.js';
import { masked, secretsIn } from '../hide-secrets.js';
import type { DriftProperty, DriftView } from './drift.js';
import { MASK, standing } from './show-stack.js';

/**
 * How a resource is, against how it was applied and how it shall be. Undefined: nothing of it is left.
 * @param hidden values of the stack's hidden parameters
 */
export function driftView(
  snapshot: Snapshot,
  resource: Resource,
  hidden: readonly Json[],
): DriftView | undefined {
  const instance = standing(resource);
  if (!instance && !resource.goal) return undefined;
  const drifted = instance !== undefined && hasDrifted(resource, instance);
  return {
    resource: resource.name,
    type: resource.goal?.type ?? instance?.type ?? '',
    physicalId: instance?.physicalId ?? '',
    policy: policyOf(snapshot, resource),
    status: instance && isUnknown(snapshot, instance) ? 'unknown' : (instance?.observed?.status ?? 'unknown'),
    drifted,
    reason: (drifted && explain(snapshot, resource.name)[0]?.reason) || (instance?.observed?.reason ?? ''),
    properties: properties(snapshot, resource, instance, hidden),
  };
}

/** It is gone, broken, or not as it was applied. */
export function hasDrifted({ verdict }: Resource, instance: Instance): boolean {
  if (verdict === 'drifted' || verdict === 'unstable' || isBad(instance)) return true;
  return driftedProperties(instance).length > 0;
}

function properties(
  snapshot: Snapshot,
  resource: Resource,
  instance: Instance | undefined,
  hidden: readonly Json[],
): DriftProperty[] {
  const goal = goalValues(snapshot, resource);
  const applied = instance ? (JSON.parse(instance.applied.text) as JsonObject) : {};
  const baseline = instance?.baseline ?? {};
  const observed = instance?.observed?.properties ?? {};
  const drifted = new Set(instance && driftedProperties(instance));
  const redact = instance ? secretsIn(snapshot, instance, hidden) : (text: string) => text;
  const wantedNames = Object.keys(resource.goal?.properties ?? {});
  const names = new Set([...wantedNames, ...Object.keys(applied), ...Object.keys(observed)]);
  return Array.from(names, (name) => {
    const wanted = goal.get(name);
    const isSecret = (wanted?.known && wanted.secret) || isSecretProperty(snapshot, resource, instance, name);
    const show = (value: Json) => (isSecret ? MASK : masked(value, redact));
    const value = (key: 'goal' | 'applied' | 'baseline' | 'observed', of: Json | undefined) =>
      of === undefined ? {} : { [key]: show(of) };
    return {
      name,
      ...value('goal', wanted?.known ? wanted.value : undefined),
      ...value('applied', applied[name]),
      ...value('baseline', baseline[name]),
      ...value('observed', observed[name]),
      drifted: drifted.has(name),
    };
  });
}

/** By its type, or since what was applied came from a secret. */
export function isSecretProperty(
  { rules }: Snapshot,
  { goal }: Resource,
  instance: Instance | undefined,
  name: string,
): boolean {
  const schema = rules.typeOf(goal?.type ?? instance?.type ?? '');
  return schema?.properties[name]?.secret === true || instance?.applied.secrets.includes(name) === true;
}

/** What is wanted, as far as it can be said. */
function goalValues(snapshot: Snapshot, { goal }: Resource): Map<string, Resolved> {
  const scope = scopeOf(snapshot);
  const values = new Map<string, Resolved>();
  for (const [name, expression] of Object.entries(goal?.properties ?? {})) {
    try {
      values.set(name, evaluate(expression, scope));
    } catch {
      // A function was given what it cannot take: `why` and the failures say so.
    }
  }
  return values;
}
