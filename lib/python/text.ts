import type { Json } from '../json.js';
import { stringRepr } from './string-repr.js';

/** The text that Heat, written in Python, makes of a scalar: `True`, `False`, numbers as they are. */
export function pythonText(value: string | number | boolean): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return pythonNumber(value);
}

/** Python writes small numbers with an exponent sooner than JavaScript does, and gives it two digits. */
function pythonNumber(value: number): string {
  const text = value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value);
  return text.replace(/e([-+])(\d)$/, 'e$10$2');
}

/** JSON as Heat's functions write maps and lists into text: sorted keys, `", "` and `": "`, ASCII only. */
export function pythonJson(value: Json): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return pythonNumber(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`;
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${quote(key)}: ${pythonJson(value[key] ?? null)}`).join(', ')}}`;
}

/** Python orders strings by code point; JavaScript by UTF-16 unit, which differs beyond the basic plane. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    let left = a.charCodeAt(index);
    let right = b.charCodeAt(index);
    if (left === right) continue;
    if (left >= 0xd800 && right >= 0xd800) {
      left = left >= 0xe000 ? left - 0x800 : left + 0x2000;
      right = right >= 0xe000 ? right - 0x800 : right + 0x2000;
    }
    return left - right;
  }
  return a.length - b.length;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** As Python's `repr` writes a value: where Heat puts one into text that way. */
export function pythonRepr(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return stringRepr(value);
  if (typeof value !== 'object') return pythonText(value);
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${stringRepr(key)}: ${pythonRepr(item)}`);
  return `{${entries.join(', ')}}`;
}
