import { octalCharacter } from './escape-sequence.js';
import { namedGroup, type Match } from './matches.js';
import { PatternSource } from './pattern-source.js';
import type { PatternValue } from './pattern-value.js';

const single = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
]);

/** Reads what replaces a match: text, `\1`, `\g<name>`. @throws PythonFault `RegexError`, with Python's message */
export function parseReplacement(text: string, pattern: PatternValue): (match: Match) => string {
  const source = new PatternSource(text);
  const parts: (string | number)[] = [];
  while (!source.atEnd) {
    const start = source.at;
    const char = source.next();
    parts.push(char === '\\' ? escaped(source, pattern, start) : char);
  }
  return (match) =>
    parts.map((part) => (typeof part === 'string' ? part : (match.group(part) ?? ''))).join('');
}

/** Text, or the number of a group. */
function escaped(source: PatternSource, pattern: PatternValue, start: number): string | number {
  const letter = source.next();
  if (letter === 'g') return named(source, pattern);
  if (letter === '0') return String.fromCodePoint(parseInt(`0${source.takeAll(/[0-7]/, 2)}`, 8));
  if (/[1-9]/.test(letter)) return numbered(letter, source, pattern, start);
  const plain = single.get(letter);
  if (plain !== undefined) return plain;
  if (letter === '') throw source.fault('bad escape (end of pattern)', start);
  if (/[A-Za-z]/.test(letter)) throw source.fault(`bad escape \\${letter}`, start);
  return `\\${letter}`;
}

function numbered(
  first: string,
  source: PatternSource,
  pattern: PatternValue,
  start: number,
): string | number {
  if (/[0-7]/.test(first) && /^[0-7]{2}$/.test(source.peek() + source.peek(1)))
    return String.fromCodePoint(octalCharacter(first, source, start));
  const group = Number(first + source.takeAll(/[0-9]/, 1));
  if (group > pattern.groups) throw source.fault(`invalid group reference ${group}`, start + 1);
  return group;
}

function named(source: PatternSource, pattern: PatternValue): number {
  if (!source.take('<')) throw source.fault('missing <');
  const at = source.at;
  const name = source.until('>', 'group name');
  if (!/^([0-9]+|[\p{L}_][\p{L}\p{N}\p{Mn}\p{Mc}_]*)$/u.test(name))
    throw source.fault(`bad character in group name '${name}'`, at);
  return namedGroup(pattern, name, (message) => source.fault(message, at));
}
