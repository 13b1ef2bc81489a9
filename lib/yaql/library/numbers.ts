import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { anything, int, number, orNull } from '../calls/value-types.js';
import {
  add,
  divide,
  modulo,
  multiply,
  type Numeric,
  power,
  powerModulo,
  subtract,
} from '../values/arithmetic.js';
import { bitLength, checkBits, toIndex } from '../values/integer.js';
import { toFloatValue, toWholeNumber } from '../values/number-of.js';
import { round } from '../values/rounding.js';
import { truthy } from '../values/truth.js';
import { pythonTypeName } from '../values/type-name.js';
import type { Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

const operands = { parameters: [param('left', number), param('right', number)] } as const;
const wholeOperands = { parameters: [param('left', int), param('right', int)] } as const;
const shifted = { parameters: [param('value', int), param('bitsNumber', int)] } as const;

function operator(symbol: string, apply: (a: Numeric, b: Numeric, call: Call) => Numeric): Definition {
  return define('function', `#operator_${symbol}`, operands, (call, [a, b]) => apply(a, b, call));
}

/** Of two truth values it is one again, as in Python. */
function bitwise(name: string, apply: (a: bigint, b: bigint) => bigint): Definition {
  return define('function', name, wholeOperands, (_call, [a, b]) => {
    const result = apply(BigInt(a), BigInt(b));
    return typeof a === 'boolean' && typeof b === 'boolean' ? result === 1n : result;
  });
}

function shift(value: bigint | boolean, bits: bigint | boolean, left: boolean, call: Call): bigint {
  const whole = BigInt(value);
  if (BigInt(bits) < 0n) throw new YaqlFault('ValueError', 'negative shift count');
  const count = toIndex(bits);
  if (!left) return count > bitLength(whole) ? (whole < 0n ? -1n : 0n) : whole >> BigInt(count);
  if (whole === 0n) return 0n;
  checkBits(bitLength(whole) + count, call.budget);
  return whole << BigInt(count);
}

function hex(value: Numeric | null): string {
  if (typeof value !== 'bigint')
    throw new YaqlFault('TypeError', `'${pythonTypeName(value)}' object cannot be interpreted as an integer`);
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

function random(call: Call): number {
  const source = call.engine.sources.random;
  if (!source)
    throw new YaqlFault('NotSupported', 'random() is not supported here: each look would see another value');
  return source();
}

/** Python's `randint`: from the one to the other, both included. */
function randomBetween(from: Value, to: Value, call: Call): bigint {
  if (typeof from !== 'bigint' || typeof to !== 'bigint' || to < from)
    throw new YaqlFault('ValueError', 'random() wants two whole numbers, the smaller one first');
  return from + BigInt(Math.floor(random(call) * Number(to - from + 1n)));
}

export const numbers: readonly Definition[] = [
  operator('+', add),
  operator('-', subtract),
  operator('*', (a, b, call) => multiply(a, b, call.budget)),
  operator('/', (a, b, call) => divide(a, b, call.budget)),
  operator('mod', (a, b, call) => modulo(a, b, call.budget)),
  define('function', '#unary_operator_+', { parameters: [param('op', number)] }, (_call, [value]) => value),
  define('function', '#unary_operator_-', { parameters: [param('op', number)] }, (_call, [value]) => -value),

  define('function', 'abs', { parameters: [param('op', number)] }, (_call, [value]) =>
    typeof value === 'bigint' ? (value < 0n ? -value : value) : Math.abs(value),
  ),
  define('function', 'sign', { parameters: [param('num', number)] }, (_call, [value]) =>
    value > 0 ? 1n : value < 0 ? -1n : 0n,
  ),
  define(
    'function',
    'round',
    { parameters: [param('number', number), optional('ndigits', int, 0n)] },
    (_call, [value, digits]) => round(value, toIndex(digits)),
  ),
  define(
    'function',
    'pow',
    { parameters: [param('a', number), param('b', number), optional('c', orNull(number), null)] },
    (call, [a, b, c]) => {
      if (c === null) return power(a, b, call.budget);
      if (typeof a === 'bigint' && typeof b === 'bigint' && typeof c === 'bigint')
        return powerModulo(a, b, c, call.budget);
      throw new YaqlFault('TypeError', 'pow() 3rd argument not allowed unless all arguments are integers');
    },
  ),

  define('function', 'int', { parameters: [param('value', anything)] }, (_call, [value]) =>
    toWholeNumber(value),
  ),
  define('function', 'float', { parameters: [param('value', anything)] }, (_call, [value]) =>
    toFloatValue(value),
  ),
  define('function', 'hex', { parameters: [param('num', orNull(number))] }, (_call, [value]) => hex(value)),
  define(
    'function',
    'isInteger',
    { parameters: [param('value', anything)] },
    (_call, [value]) => typeof value === 'bigint',
  ),
  define(
    'function',
    'isNumber',
    { parameters: [param('value', anything)] },
    (_call, [value]) => typeof value === 'bigint' || typeof value === 'number',
  ),

  define('function', 'max', { parameters: [param('a', anything), param('b', anything)] }, (call, [a, b]) =>
    truthy(call.invoke('#operator_>', b, a)) ? b : a,
  ),
  define('function', 'min', { parameters: [param('a', anything), param('b', anything)] }, (call, [a, b]) =>
    truthy(call.invoke('#operator_>', b, a)) ? a : b,
  ),

  bitwise('bitwiseAnd', (a, b) => a & b),
  bitwise('bitwiseOr', (a, b) => a | b),
  bitwise('bitwiseXor', (a, b) => a ^ b),
  define('function', 'bitwiseNot', { parameters: [param('arg', int)] }, (_call, [value]) => ~BigInt(value)),
  define('function', 'shiftBitsLeft', shifted, (call, [value, bits]) => shift(value, bits, true, call)),
  define('function', 'shiftBitsRight', shifted, (call, [value, bits]) => shift(value, bits, false, call)),

  define('function', 'random', {}, random),
  define(
    'function',
    'random',
    { parameters: [param('from', anything), param('to', anything)] },
    (call, [from, to]) => randomBetween(from, to, call),
  ),
];
