import { own, type JsonMap } from '../sections.js';
import { isMap } from '../storable.js';
import type { Json } from '../../json.js';

/**
 * A registry with another one loaded into it, as Heat does: maps are merged, what is said again is said anew, and null takes back
 * what was said, under a glob all that it fits.
 */
export function loadRegistry(into: JsonMap, other: JsonMap): JsonMap {
  const merged = new Map<string, Json>(Object.entries(into));
  for (const [key, value] of Object.entries(other)) {
    if (isMap(value)) {
      const before = own(into, key);
      merged.set(key, loadRegistry(isMap(before) ? before : {}, value));
    } else if (value !== null) merged.set(key, value);
    else for (const name of takenBack(merged, key)) merged.delete(name);
  }
  return Object.fromEntries(merged);
}

function takenBack(merged: ReadonlyMap<string, Json>, key: string): string[] {
  if (!key.endsWith('*')) return [key];
  return [...merged.keys()].filter((name) => name.startsWith(key.slice(0, -1)) && !isMap(merged.get(name)));
}
