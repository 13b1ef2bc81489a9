import { YaqlFault } from '../yaql-fault.js';
import { bitLength } from './integer.js';
import type { Numeric } from './arithmetic.js';

/** Python's `round`: exactly half goes to the even side; a whole number stays whole. `digits` may be negative. */
export function round(value: Numeric, digits: number): Numeric {
  if (typeof value === 'bigint') return digits >= 0 ? value : roundWhole(value, -digits);
  if (!Number.isFinite(value) || digits > 323) return value;
  if (digits < -308) return value < 0 ? -0 : 0;
  const rounded = Number(`${scaled(Math.abs(value), digits)}e${-digits}`);
  if (!Number.isFinite(rounded)) throw new YaqlFault('OverflowError', 'rounded value too large to represent');
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

function roundWhole(value: bigint, zeros: number): bigint {
  // More zeros than the number has digits.
  if (zeros > bitLength(value)) return 0n;
  const unit = 10n ** BigInt(zeros);
  return (value < 0n ? -halfEven(-value, unit) : halfEven(value, unit)) * unit;
}

/** `value`, which is not negative, times 10 to the power of `digits`, rounded: worked out exactly, as a fraction. */
export function scaled(value: number, digits: number): bigint {
  let [numerator, denominator] = fraction(value);
  if (digits >= 0) numerator *= 10n ** BigInt(digits);
  else denominator *= 10n ** BigInt(-digits);
  return halfEven(numerator, denominator);
}

function fraction(value: number): [bigint, bigint] {
  let [whole, halvings] = [value, 0];
  for (; !Number.isInteger(whole); halvings++) whole *= 2;
  return [BigInt(whole), 2n ** BigInt(halvings)];
}

function halfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = 2n * (numerator % denominator);
  return twice > denominator || (twice === denominator && quotient % 2n === 1n) ? quotient + 1n : quotient;
}
