import { exponentOf, floatText } from '../../../python/float-text.js';
import { scaled } from '../rounding.js';
import type { FormatSpec } from './format-spec.js';

/** The digits of a number that is not negative, as the type of the specification has them. */
export function floatDigits(value: number, spec: FormatSpec): string {
  const text = digitsOf(value, spec);
  return spec.type === 'E' || spec.type === 'F' || spec.type === 'G' ? text.toUpperCase() : text;
}

function digitsOf(value: number, { type, precision, alternate }: FormatSpec): string {
  if (!Number.isFinite(value)) return `${floatText(value)}${type === '%' ? '%' : ''}`;
  switch (type) {
    case 'e':
    case 'E':
      return scientific(value, precision ?? 6, alternate);
    case 'f':
    case 'F':
      return fixed(value, precision ?? 6, alternate);
    case '%':
      return `${fixed(value * 100, precision ?? 6, alternate)}%`;
    case '':
      // Without a precision it is the shortest text that reads back.
      return precision === undefined
        ? shortest(value, alternate)
        : general(value, precision, alternate, true);
    default:
      return general(value, precision ?? 6, alternate, false);
  }
}

function shortest(value: number, alternate: boolean): string {
  const [mantissa = '', exponent] = floatText(value).split('e');
  return withPoint(mantissa, alternate) + (exponent === undefined ? '' : `e${exponent}`);
}

function fixed(value: number, precision: number, alternate: boolean): string {
  return withPoint(exactDigits(value, precision), alternate);
}

/** Rounds exactly half to the even side, as C does; JavaScript's `toFixed` rounds it up. */
function exactDigits(value: number, precision: number): string {
  const digits = String(scaled(value, precision)).padStart(precision + 1, '0');
  const point = digits.length - precision;
  return precision === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function scientific(value: number, precision: number, alternate: boolean): string {
  const [mantissa = '0', exponent = '0'] = toExponential(value, precision).split('e');
  return `${withPoint(mantissa, alternate)}e${exponentOf(Number(exponent))}`;
}

function toExponential(value: number, precision: number): string {
  let exponent = value === 0 ? 0 : Number(value.toExponential().split('e')[1]);
  let digits = String(scaled(value, precision - exponent)).padStart(precision + 1, '0');
  // What was rounded up may have a digit more.
  if (digits.length > precision + 1) {
    digits = digits.slice(0, -1);
    exponent++;
  }
  return `${digits.charAt(0)}${precision > 0 ? '.' : ''}${digits.slice(1)}e${exponent}`;
}

/** `g`: as many digits as the precision, in whichever form is shorter. */
function general(value: number, precision: number, alternate: boolean, keepFraction: boolean): string {
  const digits = Math.max(precision, 1);
  const exponent = value === 0 ? 0 : Number(toExponential(value, digits - 1).split('e')[1]);
  if (exponent < -4 || exponent >= digits - (keepFraction ? 1 : 0)) {
    const [mantissa = '0', power = '0'] = toExponential(value, digits - 1).split('e');
    return `${trimmed(mantissa, alternate)}e${exponentOf(Number(power))}`;
  }
  const text = trimmed(exactDigits(value, Math.max(0, digits - 1 - exponent)), alternate);
  return keepFraction && !text.includes('.') ? `${text}.0` : text;
}

function trimmed(digits: string, alternate: boolean): string {
  if (alternate) return withPoint(digits, true);
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

function withPoint(digits: string, alternate: boolean): string {
  return alternate && !digits.includes('.') ? `${digits}.` : digits;
}
