import { hasPairs, lengthOf } from '../../python/unicode.js';

/**
 * Where a text begins in another, in characters; -1: nowhere. It is looked for from `start` to before `end`, which
 * count from the end when they are negative, as Python's `find` and `rfind` do.
 */
export function find(
  text: string,
  part: string,
  range: { start: number; end?: number; last?: true },
): number {
  const length = lengthOf(text);
  const start = fromEnd(range.start, length);
  const end = Math.min(fromEnd(range.end ?? length, length), length);
  if (start > end) return -1;
  const [from, to] = [offsetOf(text, start), offsetOf(text, end)];
  const window = text.slice(from, to);
  const at = range.last ? window.lastIndexOf(part) : window.indexOf(part);
  return at < 0 ? -1 : start + lengthOf(window.slice(0, at));
}

function fromEnd(index: number, length: number): number {
  return index < 0 ? Math.max(0, index + length) : index;
}

/** In UTF-16 units. */
function offsetOf(text: string, index: number): number {
  if (!hasPairs(text)) return index;
  let offset = 0;
  let left = index;
  for (const char of text) {
    if (left-- <= 0) break;
    offset += char.length;
  }
  return offset;
}
