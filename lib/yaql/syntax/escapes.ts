import { YaqlFault } from '../yaql-fault.js';

const escape = /\\U[^\n]{8}|\\u[^\n]{4}|\\x[^\n]{2}|\\[0-7]{1,3}|\\N\{[^}]+\}|\\[\\'"abfnrtv]/gu;

const single: Readonly<Record<string, string>> = {
  '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v',
}; // prettier-ignore

/**
 * The text between quotes with its escapes replaced; a backslash before anything else stays, so that regular
 * expressions can be written. `position` is where the text stands.
 * @throws YaqlFault
 */
export function withoutEscapes(text: string, position: number): string {
  if (!text.includes('\\')) return text;
  return text.replace(escape, (match) => decode(match, position));
}

function decode(match: string, position: number): string {
  const letter = match.charAt(1);
  const plain = single[letter];
  if (plain !== undefined && match.length === 2) return plain;
  if (letter === 'N') {
    throw new YaqlFault(
      'NotSupported',
      `The escape ${match} is not supported: use \\u and its number`,
      position,
    );
  }
  const octal = /^[0-7]/.test(letter);
  const digits = match.slice(octal ? 1 : 2);
  const code = octal ? parseInt(digits, 8) : /^[0-9a-fA-F]+$/.test(digits) ? parseInt(digits, 16) : NaN;
  if (!(code <= 0x10ffff))
    throw new YaqlFault('UnicodeDecodeError', `The escape ${match} is no character`, position);
  if (code >= 0xd800 && code <= 0xdfff) {
    throw new YaqlFault(
      'NotSupported',
      `The escape ${match} is half a character: use \\U and eight digits`,
      position,
    );
  }
  return String.fromCodePoint(code);
}
