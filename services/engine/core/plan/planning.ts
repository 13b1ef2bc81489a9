import type { Json, JsonObject } from '../../../../lib/json.js';
import type { Instance } from '../instance.js';
import type { Snapshot } from '../snapshot.js';

/** What nobody can know before the deed. */
export interface Planning {
  /** Things that are made or changed by the plan itself. */
  readonly unknown: Map<Instance, Unknown>;
  /**
   * How values that are not known come out: as this instance has them, or null: otherwise than any has them. What is decided
   * the same way under all of these is certain.
   */
  assumed: Instance | null;
}

/** `all`: it does not exist yet. `attributes`: its physical id stays, all else may become another one. */
export type Unknown = 'all' | 'attributes';

/** Equal to itself, and to no value of a template: what holds a NUL cannot be stored, and is refused at the edge. */
const UNKNOWN_VALUE = '\u0000known later';

/** What stands for the value of a property in a plan. Undefined: it is not known, nor will be by what is planned so far. */
export function standIn(
  { planning, resources }: Snapshot,
  property: string,
  waitsFor: readonly string[],
): Json | undefined {
  if (!planning) return undefined;
  const { unknown, assumed } = planning;
  const comes = waitsFor.every((name) => {
    const settled = resources.get(name)?.settled;
    return settled && unknown.has(settled);
  });
  if (!comes) return undefined;
  const same = assumed && (JSON.parse(assumed.applied.text) as JsonObject)[property];
  return same ?? UNKNOWN_VALUE;
}
