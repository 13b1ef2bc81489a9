import type { Json } from '../json.js';

/**
 * What a plain YAML scalar means to Heat, which reads YAML 1.1 as PyYAML does, and leaves dates as text:
 * `yes` is true, `0644` is 420, `1:30` is 90, `1e3` is text (PyYAML wants the dot), `2018-08-31` is text.
 * Not-a-number and infinity come back as such and are refused later.
 */
export function plainScalar(text: string): Json {
  if (text === '' || text === '~') return null;
  const first = text.charCodeAt(0);
  if (isNumberStart(first)) return plainNumber(text);
  if (text.length > 5) return text;
  const word = words.get(text);
  return word === undefined ? text : word;
}

/** The number that a scalar tagged `!!int` or `!!float` means; undefined: it is none. */
export function taggedNumber(text: string): number | undefined {
  const value = plainNumber(text);
  if (typeof value === 'number') return value;
  return /^[-+]?\d+([eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
}

const words = new Map<string, boolean | null>([
  ...spellings('null').map((word) => [word, null] as const),
  ...['true', 'yes', 'on'].flatMap(spellings).map((word) => [word, true] as const),
  ...['false', 'no', 'off'].flatMap(spellings).map((word) => [word, false] as const),
]);

function spellings(word: string): string[] {
  return [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)];
}

function isNumberStart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;
}

const integer = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$/;
const sexagesimalInteger = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/;
const float = /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;
const sexagesimalFloat = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/;
const special = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function plainNumber(text: string): Json {
  if (text.length > longestNumber) return text;
  if (integer.test(text)) return plainInteger(text);
  if (float.test(text)) return Number(text.replaceAll('_', ''));
  if (sexagesimalInteger.test(text) || sexagesimalFloat.test(text)) return sexagesimal(text);
  if (special.test(text)) return text.endsWith('f') || text.endsWith('F') ? infinity(text) : NaN;
  return text;
}

/** Digits beyond this are text to us: no number that JSON can carry exactly is so long. */
const longestNumber = 64;

function plainInteger(text: string): number {
  const digits = text.replaceAll('_', '');
  const negative = digits.startsWith('-');
  const body = digits.replace(/^[-+]/, '');
  const octal = /^0[0-7]+$/.test(body);
  const value = octal ? Number.parseInt(body, 8) : Number(body);
  return negative && value !== 0 ? -value : value;
}

function sexagesimal(text: string): number {
  const body = text.replaceAll('_', '').replace(/^[-+]/, '');
  const value = body.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return text.startsWith('-') ? -value : value;
}

function infinity(text: string): number {
  return text.startsWith('-') ? -Infinity : Infinity;
}
