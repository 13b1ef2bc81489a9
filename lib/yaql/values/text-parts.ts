import type { Budget } from '../budget.js';
import { YaqlFault } from '../yaql-fault.js';
import { whitespace } from '../../python/unicode.js';

/** Python's `split` and `strip`. */

const spaces = new RegExp(`[${whitespace}]+`, 'g');

/** `most` cuts, from the left or the right; less than 0: all. A null separator is any run of whitespace. */
export function split(
  text: string,
  separator: string | null,
  most: number,
  fromRight: boolean,
  budget: Budget,
): string[] {
  budget.stepOver(text.length);
  const parts =
    separator === null ? splitSpaces(text, most, fromRight) : splitAt(text, separator, most, fromRight);
  budget.step(parts.length);
  return parts;
}

function splitAt(text: string, separator: string, most: number, fromRight: boolean): string[] {
  if (separator === '') throw new YaqlFault('ValueError', 'empty separator');
  const parts: string[] = [];
  let rest = text;
  while (most < 0 || parts.length < most) {
    const at = fromRight ? rest.lastIndexOf(separator) : rest.indexOf(separator);
    if (at < 0) break;
    const [before, after] = [rest.slice(0, at), rest.slice(at + separator.length)];
    parts.push(fromRight ? after : before);
    rest = fromRight ? before : after;
  }
  parts.push(rest);
  return fromRight ? parts.reverse() : parts;
}

function splitSpaces(text: string, most: number, fromRight: boolean): string[] {
  const gaps = [...text.matchAll(spaces)];
  const words: { readonly start: number; readonly end: number }[] = [];
  let at = 0;
  for (const gap of gaps) {
    if (gap.index > at) words.push({ start: at, end: gap.index });
    at = gap.index + gap[0].length;
  }
  if (at < text.length) words.push({ start: at, end: text.length });
  if (most < 0 || words.length <= most) return words.map(({ start, end }) => text.slice(start, end));
  const kept = fromRight ? words.slice(words.length - most) : words.slice(0, most);
  const parts = kept.map(({ start, end }) => text.slice(start, end));
  const [edge] = fromRight ? words.slice(0, words.length - most).slice(-1) : words.slice(most);
  if (!edge) return parts;
  return fromRight ? [text.slice(0, edge.end), ...parts] : [...parts, text.slice(edge.start)];
}

export type Side = 'both' | 'left' | 'right';

/** Null: whitespace is taken off, else whatever of these characters there is. */
export function strip(text: string, characters: string | null, side: Side): string {
  const set = characters === null ? undefined : new Set(characters);
  const isCut = (char: string): boolean => (set ? set.has(char) : isSpace(char));
  const chars = [...text];
  let start = 0;
  let end = chars.length;
  if (side !== 'right') while (start < end && isCut(chars[start] ?? '')) start++;
  if (side !== 'left') while (end > start && isCut(chars[end - 1] ?? '')) end--;
  return start === 0 && end === chars.length ? text : chars.slice(start, end).join('');
}

const space = new RegExp(`^[${whitespace}]$`);

function isSpace(char: string): boolean {
  return space.test(char);
}

/** Python's `replace`: `count` of them from the left; less than 0: all. */
export function replaceText(text: string, old: string, by: string, count: number, budget: Budget): string {
  budget.stepOver(text.length);
  if (count === 0) return text;
  const parts = old === '' ? ['', ...text, ''] : text.split(old);
  const cut = count < 0 || count >= parts.length ? parts.length - 1 : count;
  budget.checkText(text.length + cut * (by.length - old.length));
  budget.stepOver(parts.length * 8);
  const head = parts.slice(0, cut).map((part) => part + by);
  return head.join('') + parts.slice(cut).join(old);
}
