import type { PatternSource } from './pattern-source.js';

const single: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * The character that a backslash and what follows it stand for; the source is behind the letter. `start` is where
 * the backslash stands.
 * @throws PythonFault `RegexError`
 */
export function escapedCharacter(letter: string, source: PatternSource, start: number): number {
  if (letter === '') throw source.fault('bad escape (end of pattern)', start);
  const plain = single[letter];
  if (plain !== undefined) return plain;
  const length = digits[letter];
  if (length !== undefined) return hex(letter, length, source, start);
  if (/[A-Za-z]/.test(letter)) throw source.fault(`bad escape \\${letter}`, start);
  return letter.codePointAt(0) ?? 0;
}

function hex(letter: string, length: number, source: PatternSource, start: number): number {
  const text = source.takeAll(/[0-9a-fA-F]/, length);
  if (text.length !== length) throw source.fault(`incomplete escape \\${letter}${text}`, start);
  const code = parseInt(text, 16);
  if (code > 0x10ffff) throw source.fault(`bad escape \\${letter}${text}`, start);
  return code;
}

/** An octal escape whose first digit was read. @throws PythonFault `RegexError` */
export function octalCharacter(first: string, source: PatternSource, start: number): number {
  const text = first + source.takeAll(/[0-7]/, 2);
  const code = parseInt(text, 8);
  if (code > 0o377) throw source.fault(`octal escape value \\${text} outside of range 0-0o377`, start);
  return code;
}
