import type { Json } from '../../json.js';
import { pythonInteger } from '../../python/integer.js';
import { isList, isMap } from '../storable.js';

/**
 * Follows a path into a value as Python's `value[key]` does: numbers, negative ones too, into lists and text;
 * text into maps. True is 1 and false is 0. Undefined: the path leads nowhere.
 */
export function selectPath(value: Json, path: readonly Json[], textIndexes: boolean): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path) {
    if (isMap(current)) {
      current = typeof key === 'string' && Object.hasOwn(current, key) ? current[key] : undefined;
    } else {
      current = select(current, textIndexes ? toIndex(key) : key);
    }
    if (current === undefined) return undefined;
  }
  return current;
}

function select(sequence: Json, key: Json): Json | undefined {
  const index = typeof key === 'boolean' ? Number(key) : key;
  if (typeof index !== 'number' || !Number.isInteger(index)) return undefined;
  if (isList(sequence)) return sequence.at(index);
  if (typeof sequence !== 'string') return undefined;
  // Python counts characters, not UTF-16 units.
  return /[\ud800-\udfff]/.test(sequence) ? [...sequence].at(index) : sequence.at(index);
}

function toIndex(key: Json): Json {
  return (typeof key === 'string' ? pythonInteger(key) : undefined) ?? key;
}
