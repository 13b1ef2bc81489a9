import type { Json } from '../json.js';
import { byCodePoint } from './text.js';

/** Whether Python takes two values for equal: deeply, whatever the order of keys, and with `True` for 1. */
export function pythonEqual(a: Json, b: Json): boolean {
  return a === b || pythonKey(a) === pythonKey(b);
}

/** A text that is the same for what Python takes for equal. */
export function pythonKey(value: Json): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
  if (value === null || typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(pythonKey).join(',')}]`;
  const map = value as { readonly [key: string]: Json };
  const keys = Object.keys(map).sort(byCodePoint);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${pythonKey(map[key] ?? null)}`).join(',')}}`;
}

/** Whether Python takes it for false: null, false, 0, and what is empty. */
export function isPythonFalse(value: Json): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === false || value === 0 || value === '';
}
