import type { Budget } from '../budget.js';
import { YaqlFault } from '../yaql-fault.js';
import { integerDigits } from '../../python/integer.js';
import { decimalDigits } from '../../python/unicode.js';

/** Digits up to which Python turns text into whole numbers and back. */
export const longestInteger = 4_300;

/** Python's `int(text)`; undefined: it is none. @throws YaqlFault `ValueError`: too many digits */
export function parseInteger(text: string): bigint | undefined {
  const signed = integerDigits(decimalDigits(text));
  if (signed === undefined) return undefined;
  const digits = signed.replace(/^[-+]/, '');
  if (digits.length > longestInteger) throw tooLong(`value has ${digits.length} digits`);
  return signed.startsWith('-') ? -BigInt(digits) : BigInt(digits);
}

/** Python's text of a whole number. @throws YaqlFault `ValueError`: too many digits */
export function integerText(value: bigint): string {
  // As many bits as 4,300 digits have, and some more: writing out numbers beyond that takes long.
  const text = bitLength(value) > 14_400 ? undefined : value.toString();
  if (text === undefined || text.length > longestInteger + (value < 0n ? 1 : 0)) {
    throw tooLong('');
  }
  return text;
}

function tooLong(detail: string): YaqlFault {
  const suffix = detail === '' ? '' : `: ${detail}`;
  return new YaqlFault(
    'ValueError',
    `Exceeds the limit (${longestInteger} digits) for integer string conversion${suffix}`,
  );
}

export function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  if (magnitude <= Number.MAX_SAFE_INTEGER) {
    const number = Number(magnitude);
    const high = Math.floor(number / 2 ** 32);
    return high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(number);
  }
  const hex = magnitude.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(parseInt(hex.charAt(0), 16)));
}

/** Work on numbers of so many bits: multiplying and dividing take longer the longer both are. */
export function stepOverBits(bits: number, budget: Budget): void {
  const words = bits / 64;
  budget.step(Math.floor((words * words) / 250));
}

/** Bytes of a whole number of so many bits, as Python counts them. */
export function integerBytes(bits: number): number {
  return 24 + 4 * Math.max(1, Math.ceil(bits / 30));
}

/** Refuses a result of so many bits before it is worked out. */
export function checkBits(bits: number, budget: Budget): void {
  budget.quota(integerBytes(bits));
  // Without a quota there is still a bound.
  if (bits > 8 * budget.limits.totalBytes) budget.count(integerBytes(bits));
  stepOverBits(bits, budget);
}

/** As an index or a count; those too large for one are as good as the largest. */
export function toIndex(value: bigint | boolean): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(value > most ? most : value < -most ? -most : value);
}

/** Python's `float(int)`. @throws YaqlFault `OverflowError` */
export function toFloat(value: bigint | number): number {
  const float = Number(value);
  if (typeof value === 'bigint' && !Number.isFinite(float))
    throw new YaqlFault('OverflowError', 'int too large to convert to float');
  return float;
}
