import { evaluate } from '../../../../lib/hot/evaluate.js';
import type { Expression } from '../../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../../lib/json.js';
import { changedProperties, driftedProperties } from '../diff.js';
import type { Instance } from '../instance.js';
import { canUpdate } from '../live-instance.js';
import type { Snapshot } from '../snapshot.js';
import type { Outcome } from './outcome.js';
import type { PlannedProperty } from './planned.js';

export const MASK = '******';

/** With its values as they are: to be masked before anybody sees them. */
export interface RawProperty extends PlannedProperty {
  readonly secret: boolean;
}

/** The properties that differ, or have drifted; of what is made all. Sorted as the goal has them. */
export function propertiesOf(snapshot: Snapshot, outcome: Outcome): RawProperty[] {
  const { action, settled, before, replaced } = outcome;
  if (!settled) return [];
  const wanted = JSON.parse(settled.applied.text) as JsonObject;
  const old = action === 'replace' ? replaced : before;
  if (!old || action === 'create' || action === 'adopt')
    return Object.keys(wanted).map((name) => property(settled, wanted, name));
  const drifted = old.external ? [] : driftedProperties(old);
  if (action === 'none' && drifted.length === 0) return [];
  const changed = action === 'none' ? [] : changedProperties(old, settled.applied);
  const had = JSON.parse(old.applied.text) as JsonObject;
  const names = new Set([...changed, ...drifted]);
  return [...new Set([...Object.keys(wanted), ...Object.keys(had)])]
    .filter((name) => names.has(name))
    .map((name) => {
      const seen = drifted.includes(name) ? old.observed?.properties?.[name] : undefined;
      return {
        ...property(settled, wanted, name),
        // Nobody knows what an update that did not end has left.
        ...(had[name] !== undefined && !old.uncertain.includes(name) && { before: had[name] }),
        replaces: action === 'replace' && !canUpdate(snapshot, old, [name]),
        ...(seen !== undefined && { drifted: seen }),
        secret: settled.applied.secrets.includes(name) || old.applied.secrets.includes(name),
      };
    });
}

function property(
  { applied, resource }: Instance,
  wanted: { readonly [name: string]: Json },
  name: string,
): RawProperty {
  const knownAfter = applied.volatile.includes(name)
    ? referredTo(resource.goal?.properties[name])
    : (applied.knownAfter?.[name] ?? NONE);
  return {
    name,
    ...(knownAfter.length === 0 && wanted[name] !== undefined && { after: wanted[name] }),
    knownAfter,
    replaces: false,
    secret: applied.secrets.includes(name),
  };
}

/** What changes by itself is read at the very moment in which it is applied (R13). */
function referredTo(expression: Expression | undefined): readonly string[] {
  const value = expression && evaluate(expression, () => undefined);
  return value && !value.known ? value.waitsFor : NONE;
}

const NONE: readonly string[] = [];
