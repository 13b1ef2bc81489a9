import type { Json } from '../json.js';
import { whitespace } from './unicode.js';

const integer = new RegExp(`^[${whitespace}]*([-+]?\\d+(?:_\\d+)*)[${whitespace}]*$`);

/** The sign and the digits, without their underscores, of what Python's `int` reads in a text; undefined: it is none. */
export function integerDigits(text: string): string | undefined {
  return integer.exec(text)?.[1]?.replaceAll('_', '');
}

/** What Python's `int` reads in a text of ASCII digits; undefined: nothing. */
export function pythonInteger(text: string): number | undefined {
  const digits = integerDigits(text);
  return digits === undefined ? undefined : Number(digits);
}

/** The index that a value gives to Python's `int`: true is 1, a number loses its fraction. Undefined: it is none. */
export function indexOf(value: Json): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Math.trunc(value);
  return typeof value === 'string' ? pythonInteger(value) : undefined;
}
