import type { JsonObject } from '../../json.js';

/** Names of the properties that differ. */
export function changedNames(before: JsonObject, after: JsonObject): Set<string> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return new Set([...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])));
}
