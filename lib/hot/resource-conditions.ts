import type { Conditions } from './conditions.js';
import { shown, type FaultList } from './faults.js';
import { own, type JsonMap } from './sections.js';
import { isMap } from './storable.js';
import type { HotVersion } from './versions.js';

/** Resources whose condition is false: they are not there. */
export function disabledResources(
  definitions: JsonMap,
  conditions: Conditions,
  version: HotVersion,
  faults: FaultList,
): ReadonlySet<string> {
  const disabled = new Set<string>();
  // Before 2016-10-14 there is no such key, which is noted elsewhere.
  if (!version.conditions) return disabled;
  faults.within('resources', () => {
    for (const [name, definition] of Object.entries(definitions)) {
      const condition = isMap(definition) ? own(definition, 'condition') : undefined;
      if (condition === undefined) continue;
      faults.within(name, () => {
        faults.within('condition', () => {
          if (typeof condition === 'string' || typeof condition === 'boolean' || isMap(condition)) {
            if (conditions.holds(condition) === false) disabled.add(name);
          } else
            faults.add(`Resource ${name} condition type must be string_or_boolean, not ${shown(condition)}.`);
        });
      });
    }
  });
  return disabled;
}
