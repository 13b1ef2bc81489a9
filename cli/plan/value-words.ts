import type { Json } from '../../lib/json.js';
import { cut, plainText } from '../plain-text.js';

/** A value on one line, as JSON. */
export function valueWords(value: Json): string {
  return plainText(JSON.stringify(value));
}

/** Two values, each at most so wide; of long ones what is left begins shortly before they differ. */
export function shortenPair(a: string, b: string, width: number): readonly [string, string] {
  const [from, to] = [[...a], [...b]];
  if (from.length <= width && to.length <= width) return [a, b];
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same += 1;
  const start = Math.max(0, same - Math.floor(width / 4));
  if (same < width / 2 || start === 0) return [cut(a, width), cut(b, width)];
  const rest = (characters: readonly string[]) => cut(`…${characters.slice(start).join('')}`, width);
  return [rest(from), rest(to)];
}
