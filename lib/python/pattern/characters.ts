import { whitespace } from '../unicode.js';
import type { CharacterTest } from './node.js';

/** Flags that hold at a place of a pattern, by Python's letters. */
export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

const unicode = {
  d: /^\p{Nd}$/u,
  w: /^[\p{L}\p{N}_]$/u,
  s: new RegExp(`^[${whitespace}]$`, 'u'),
};
const ascii = { d: /^[0-9]$/, w: /^[0-9A-Za-z_]$/, s: /^[ \t-\r]$/ };

/** `\d`, `\w` and `\s`; a capital letter means the opposite. Undefined: there is no such class. */
export function category(letter: string, flags: Flags): CharacterTest | undefined {
  const lower = letter.toLowerCase();
  if (lower !== 'd' && lower !== 'w' && lower !== 's') return undefined;
  const pattern = (flags.ascii ? ascii : unicode)[lower];
  const wanted = letter === lower;
  return (code) => pattern.test(String.fromCodePoint(code)) === wanted;
}

export function isWord(code: number | undefined, flags: Flags): boolean {
  return code !== undefined && (flags.ascii ? ascii : unicode).w.test(String.fromCodePoint(code));
}

/** Whether two characters are one, as the flags have it. */
export function sameCharacter(flags: Flags): (a: number, b: number) => boolean {
  if (!flags.ignoreCase) return (a, b) => a === b;
  if (flags.ascii) return (a, b) => asciiLower(a) === asciiLower(b);
  return (a, b) => a === b || lower(a) === lower(b) || upper(a) === upper(b);
}

/** The forms of a character that a set is searched for. */
export function forms(code: number, flags: Flags): number[] {
  if (!flags.ignoreCase) return [code];
  if (!flags.ascii) return [code, lower(code), upper(code)];
  const letter = asciiLower(code);
  return letter >= 97 && letter <= 122 ? [letter, letter - 32] : [code];
}

function asciiLower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

function lower(code: number): number {
  return single(String.fromCodePoint(code).toLowerCase(), code);
}

function upper(code: number): number {
  return single(String.fromCodePoint(code).toUpperCase(), code);
}

/** Python folds character by character: what becomes two stays. */
function single(folded: string, code: number): number {
  const first = folded.codePointAt(0) ?? code;
  return folded.length === (first > 0xffff ? 2 : 1) ? first : code;
}
