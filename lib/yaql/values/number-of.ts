import { YaqlFault } from '../yaql-fault.js';
import { parseInteger, toFloat } from './integer.js';
import { stringRepr } from '../../python/string-repr.js';
import { pythonTypeName } from './type-name.js';
import { decimalDigits, whitespace } from '../../python/unicode.js';
import type { Value } from './value.js';

/** yaql's `int()`: null is 0, a fraction is cut off, text is read. @throws YaqlFault as Python */
export function toWholeNumber(value: Value): bigint {
  if (value === null) return 0n;
  if (typeof value === 'bigint' || typeof value === 'boolean') return BigInt(value);
  if (typeof value === 'number') return truncated(value);
  if (typeof value !== 'string') throw wrongType('int()', value);
  const parsed = parseInteger(value);
  if (parsed === undefined)
    throw new YaqlFault('ValueError', `invalid literal for int() with base 10: ${stringRepr(value)}`);
  return parsed;
}

function truncated(value: number): bigint {
  if (Number.isNaN(value)) throw new YaqlFault('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(value))
    throw new YaqlFault('OverflowError', 'cannot convert float infinity to integer');
  return BigInt(Math.trunc(value));
}

const float = new RegExp(
  `^[${whitespace}]*([-+]?)(?:(inf(?:inity)?)|(nan)|([\\d_]*(?:\\.[\\d_]*)?(?:e[-+]?[\\d_]+)?))[${whitespace}]*$`,
  'i',
);

/** yaql's `float()`: null is 0.0, text is read. @throws YaqlFault as Python */
export function toFloatValue(value: Value): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint' || typeof value === 'number') return toFloat(value);
  if (typeof value !== 'string') throw wrongType('float()', value);
  const match = float.exec(decimalDigits(value));
  const digits = match?.[4];
  if (!match || (digits !== undefined && !isFloat(digits)))
    throw new YaqlFault('ValueError', `could not convert string to float: ${stringRepr(value)}`);
  const magnitude =
    match[2] !== undefined ? Infinity : match[3] !== undefined ? NaN : Number(digits?.replaceAll('_', ''));
  return match[1] === '-' ? -magnitude : magnitude;
}

/** There is a digit before the exponent, and underscores stand between digits only. */
function isFloat(text: string): boolean {
  return /^\.?\d/.test(text) && !/(^|\D)_|_(\D|$)/.test(text);
}

function wrongType(name: string, value: Value): YaqlFault {
  const wanted =
    name === 'int()' ? 'a string, a bytes-like object or a real number' : 'a string or a real number';
  return new YaqlFault('TypeError', `${name} argument must be ${wanted}, not '${pythonTypeName(value)}'`);
}
