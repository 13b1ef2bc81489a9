import type { Budget } from '../../budget.js';
import { YaqlFault } from '../../yaql-fault.js';
import { checkBits, integerText, toFloat } from '../integer.js';
import { floatDigits } from './float-digits.js';
import { type FormatSpec, padded, readSpec } from './format-spec.js';

const bases: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
  d: [10, ''],
  '': [10, ''],
  n: [10, ''],
};
const floats = 'eEfFgG%';

/** A number as Python's format specification has it. `type` is its name in messages. @throws YaqlFault `ValueError` */
export function formatNumber(value: bigint | number, text: string, type: string, budget: Budget): string {
  const spec = readSpec(text, type, budget);
  if (typeof value === 'number' || (spec.type !== '' && floats.includes(spec.type))) {
    if (typeof value === 'number' && spec.type !== '' && !`${floats}n`.includes(spec.type))
      throw unknown(spec, type);
    return formatFloat(toFloat(value), spec);
  }
  const base = bases[spec.type];
  if (!base && spec.type !== 'c') throw unknown(spec, type);
  if (spec.precision !== undefined) throw fault('Precision not allowed in integer format specifier');
  if (spec.noNegativeZero) throw fault('Negative zero coercion (z) not allowed in integer format specifier');
  if (!base) return character(value, spec);
  return formatWhole(value, spec, base, budget);
}

function formatWhole(
  value: bigint,
  spec: FormatSpec,
  [base, prefix]: readonly [number, string],
  budget: Budget,
): string {
  const magnitude = value < 0n ? -value : value;
  checkBits(0, budget);
  const digits = base === 10 ? integerText(magnitude) : magnitude.toString(base);
  const body = spec.type === 'X' ? digits.toUpperCase() : digits;
  return assembled(
    signOf(value < 0n, spec) + (spec.alternate ? prefix : ''),
    body,
    '',
    spec,
    base === 10 ? 3 : 4,
  );
}

function formatFloat(value: number, spec: FormatSpec): string {
  const negative = value < 0 || Object.is(value, -0);
  const digits = floatDigits(Math.abs(value), spec);
  const [, whole = '', rest = ''] = /^(\d*)([^]*)$/.exec(digits) ?? [];
  const isZero = spec.noNegativeZero && /^[0.]*%?$/.test(digits);
  return assembled(signOf(negative && !isZero, spec), whole, rest, spec, 3);
}

function character(value: bigint, spec: FormatSpec): string {
  if (spec.sign !== '') throw fault("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) throw fault("Alternate form (#) not allowed with integer format specifier 'c'");
  if (value < 0n || value > 0x10ffffn) throw new YaqlFault('OverflowError', '%c arg not in range(0x110000)');
  if (value >= 0xd800n && value <= 0xdfffn)
    throw new YaqlFault('NotSupported', 'format() of half a character is not supported');
  return padded(String.fromCodePoint(Number(value)), spec, '>');
}

function signOf(negative: boolean, { sign }: FormatSpec): string {
  return negative ? '-' : sign === '-' ? '' : sign;
}

/** With `=` the filling stands between sign and digits, and zeros there are grouped too. */
function assembled(sign: string, whole: string, rest: string, spec: FormatSpec, group: number): string {
  const inside = spec.align === '=';
  const room = spec.width - sign.length - rest.length;
  const digits = inside && spec.fill === '0' && spec.grouping !== '' ? withZeros(whole, room, group) : whole;
  const grouped = spec.grouping === '' ? digits : withGroups(digits, spec.grouping, group);
  const filling = inside ? spec.fill.repeat(Math.max(0, room - grouped.length)) : '';
  return padded(sign + filling + grouped + rest, spec, '>');
}

function withZeros(digits: string, room: number, group: number): string {
  let padding = digits;
  while (padding.length + Math.floor((padding.length - 1) / group) < room) padding = `0${padding}`;
  return padding;
}

function withGroups(digits: string, separator: string, group: number): string {
  return digits.replace(new RegExp(`\\B(?=(?:\\w{${group}})+$)`, 'g'), separator);
}

function unknown(spec: FormatSpec, type: string): YaqlFault {
  return fault(`Unknown format code '${spec.type}' for object of type '${type}'`);
}

function fault(message: string): YaqlFault {
  return new YaqlFault('ValueError', message);
}
