import type { Budget } from '../budget.js';
import { YaqlFault } from '../yaql-fault.js';
import { bitLength, checkBits, stepOverBits, toFloat } from './integer.js';

/** Whole, or not: two whole numbers make a whole one, and a float makes everything float. */
export type Numeric = bigint | number;

export function add(a: Numeric, b: Numeric): Numeric {
  return typeof a === 'bigint' && typeof b === 'bigint' ? a + b : toFloat(a) + toFloat(b);
}

export function subtract(a: Numeric, b: Numeric): Numeric {
  return typeof a === 'bigint' && typeof b === 'bigint' ? a - b : toFloat(a) - toFloat(b);
}

export function multiply(a: Numeric, b: Numeric, budget: Budget): Numeric {
  if (typeof a !== 'bigint' || typeof b !== 'bigint') return toFloat(a) * toFloat(b);
  checkBits(bitLength(a) + bitLength(b), budget);
  return a * b;
}

/** Two whole numbers are divided downwards: -7 / 2 is -4. @throws YaqlFault `ZeroDivisionError` */
export function divide(a: Numeric, b: Numeric, budget: Budget): Numeric {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    stepOverBits(bitLength(a), budget);
    if (b === 0n) throw byZero('integer division or modulo by zero');
    const quotient = a / b;
    return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
  }
  const [left, right] = [toFloat(a), toFloat(b)];
  if (right === 0) throw byZero('float division by zero');
  return left / right;
}

/** Python's `/` of two whole numbers: the float that is nearest. @throws YaqlFault `ZeroDivisionError` */
export function trueDivide(a: bigint, b: bigint): number {
  if (b === 0n) throw byZero('division by zero');
  const [numerator, denominator] = [a < 0n ? -a : a, b < 0n ? -b : b];
  // With more bits than a float has, and a last one that says whether anything is left.
  const shift = Math.max(0, 66 - bitLength(numerator) + bitLength(denominator));
  const shifted = numerator << BigInt(shift);
  const quotient = (shifted / denominator) | (shifted % denominator === 0n ? 0n : 1n);
  const magnitude = Number(quotient) / 2 ** shift;
  return a < 0n === b < 0n ? magnitude : -magnitude;
}

/** The remainder has the sign of the divisor. @throws YaqlFault `ZeroDivisionError` */
export function modulo(a: Numeric, b: Numeric, budget: Budget): Numeric {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    stepOverBits(bitLength(a), budget);
    if (b === 0n) throw byZero('integer modulo by zero');
    const rest = a % b;
    return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
  }
  const [left, right] = [toFloat(a), toFloat(b)];
  if (right === 0) throw byZero('float modulo');
  const rest = left % right;
  if (rest === 0) return right < 0 ? -0 : 0;
  return rest < 0 !== right < 0 ? rest + right : rest;
}

/** @throws YaqlFault: it is no real number, or too large */
export function power(a: Numeric, b: Numeric, budget: Budget): Numeric {
  if (typeof a === 'bigint' && typeof b === 'bigint' && b >= 0n) {
    if (a !== 0n && a !== 1n && a !== -1n) {
      if (b > BigInt(Number.MAX_SAFE_INTEGER)) checkBits(Infinity, budget);
      checkBits((bitLength(a) - 1) * Number(b), budget);
    }
    return a ** b;
  }
  const [base, exponent] = [toFloat(a), toFloat(b)];
  if (base === 0 && exponent < 0) throw byZero('0.0 cannot be raised to a negative power');
  if (base === 1 || (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent))) return 1;
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent))
    throw new YaqlFault('NotSupported', 'pow() of these numbers is complex, which is not supported');
  const result = base ** exponent;
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent))
    throw new YaqlFault('OverflowError', "(34, 'Numerical result out of range')");
  return result;
}

/** `a` to the power of `b`, of which the remainder by `c`. @throws YaqlFault `ValueError` */
export function powerModulo(a: bigint, b: bigint, c: bigint, budget: Budget): bigint {
  if (c === 0n) throw new YaqlFault('ValueError', 'pow() 3rd argument cannot be 0');
  const magnitude = c < 0n ? -c : c;
  let base = ((a % magnitude) + magnitude) % magnitude;
  if (b < 0n) base = inverse(base, magnitude, budget);
  let result = 1n % magnitude;
  for (let rest = b < 0n ? -b : b; rest > 0n; rest >>= 1n) {
    budget.step();
    stepOverBits(2 * bitLength(magnitude), budget);
    if (rest & 1n) result = (result * base) % magnitude;
    base = (base * base) % magnitude;
  }
  return c < 0n && result !== 0n ? result + c : result;
}

function inverse(value: bigint, modulus: bigint, budget: Budget): bigint {
  let [a, b] = [value, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    budget.step();
    stepOverBits(bitLength(modulus), budget);
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  if (a !== 1n) throw new YaqlFault('ValueError', 'base is not invertible for the given modulus');
  return ((x % modulus) + modulus) % modulus;
}

function byZero(message: string): YaqlFault {
  return new YaqlFault('ZeroDivisionError', message);
}
