import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../lib/json.js';
import { attributesOf, PID_MS, type Thing } from './thing.js';
import { propertiesOf, referredTo, type Value, type Wanted, type WantedStack } from './wanted.js';

/** What counts as good though it is not as the goal has it. */
export interface Laxity {
  /** Things of the resource may be there though no goal wants them (any more). */
  readonly mayStay?: (thing: Thing) => boolean;
  /** The resource may be as it likes: its drift is not repaired. */
  readonly mayDiffer?: (resource: string) => boolean;
  /** What refers to the resource may have been built when there was nothing to refer to. */
  readonly mayMeanAnything?: (resource: string) => boolean;
}

/** In what the things of the stack are not just those of its goal, and as it wants them. */
export function mismatches(
  things: Iterable<Thing>,
  stack: string,
  goal: WantedStack,
  { mayStay, mayDiffer, mayMeanAnything }: Laxity,
  nowMs: number,
): string[] {
  const all = [...things];
  const own = all.filter((thing) => thing.stack === stack);
  const left = new Set(own);
  const faults: string[] = [];
  for (const [name, wanted] of Object.entries(goal)) {
    const candidates = wanted.policy?.external === undefined ? own : all;
    const found = candidates.filter((thing) => isOf(thing, name, wanted));
    for (const thing of found) left.delete(thing);
    if (mayDiffer?.(name)) continue;
    const kept = found.filter((thing) => !mayStay?.(thing)).length;
    if (found.length === 0 || kept > 1)
      faults.push(
        `there are ${String(found.length)} things for ${name} of ${stack}: ${JSON.stringify(found)}`,
      );
    const meaning = (value: Value) => meanings(all, stack, goal, value, nowMs);
    const lax = (value: Value) => {
      const target = referredTo(value);
      return target !== undefined && (mayDiffer?.(target) || mayMeanAnything?.(target) || false);
    };
    if (!found.some((thing) => isAsWanted(thing, wanted, meaning, lax)))
      faults.push(`${name} of ${stack} is ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
  }
  for (const thing of left)
    if (!mayStay?.(thing)) faults.push(`${thing.physicalId} of ${stack} is left behind`);
  return faults;
}

function isOf(thing: Thing, name: string, { type, policy }: Wanted): boolean {
  if (policy?.external !== undefined) return thing.physicalId === policy.external;
  return thing.name === name && thing.type === type;
}

function isAsWanted(
  thing: Thing,
  wanted: Wanted,
  meaning: (value: Value) => readonly (Json | undefined)[],
  lax: (value: Value) => boolean,
): boolean {
  if (wanted.policy?.external !== undefined) return true;
  if (thing.state !== 'ready' || thing.suspended) return false;
  return Object.entries(propertiesOf(wanted)).every(
    ([property, value]) =>
      lax(value) || meaning(value).some((meant) => isDeepStrictEqual(meant, thing.properties[property])),
  );
}

/** What the value comes to: with a volatile attribute it may be what that was at any time. */
function meanings(
  things: readonly Thing[],
  stack: string,
  goal: WantedStack,
  value: Value,
  nowMs: number,
): readonly (Json | undefined)[] {
  const target = referredTo(value);
  if (target === undefined) return [value];
  const external = goal[target]?.policy?.external;
  const named = things.filter((thing) =>
    external === undefined ? thing.stack === stack && thing.name === target : thing.physicalId === external,
  );
  if ('ref' in (value as object))
    return named.map((thing) => (thing.type === 'Test::Token' ? thing.value : thing.physicalId));
  const [, attribute] = (value as { attr: readonly [string, string] }).attr;
  const times = attribute === 'pid' ? Array.from({ length: 1 + nowMs / PID_MS }, (_, i) => i * PID_MS) : [0];
  return named.flatMap((thing) => times.map((time) => attributesOf(thing, time)[attribute]));
}
