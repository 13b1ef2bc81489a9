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
  return /[\ud800-\udfff]/.test(sequence) ? characterAt(sequence, index) : sequence.at(index);
}

/** Python counts characters, not UTF-16 units. Goes no further than to the one that is asked for. */
function characterAt(text: string, index: number): string | undefined {
  if (index < 0) {
    let end = text.length;
    for (let left = -index; left > 1 && end > 0; left -= 1) end -= isPair(text, end - 2) ? 2 : 1;
    if (end <= 0) return undefined;
    return isPair(text, end - 2) ? text.slice(end - 2, end) : text[end - 1];
  }
  let at = 0;
  for (let left = index; left > 0 && at < text.length; left -= 1) at += isPair(text, at) ? 2 : 1;
  return isPair(text, at) ? text.slice(at, at + 2) : text[at];
}

function isPair(text: string, at: number): boolean {
  return at >= 0 && (text.codePointAt(at) ?? 0) > 0xffff;
}

function toIndex(key: Json): Json {
  return (typeof key === 'string' ? pythonInteger(key) : undefined) ?? key;
}
