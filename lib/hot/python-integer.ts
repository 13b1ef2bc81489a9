import type { Json } from '../json.js';

/** What Python's `int` reads in a text of decimal digits; undefined: nothing. */
export function pythonInteger(text: string): number | undefined {
  return /^\s*[-+]?\d+(_\d+)*\s*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

/** The index that a value gives to Python's `int`: true is 1, a number loses its fraction. Undefined: it is none. */
export function indexOf(value: Json): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Math.trunc(value);
  return typeof value === 'string' ? pythonInteger(value) : undefined;
}
