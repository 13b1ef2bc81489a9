import { define, param, type Definition } from '../calls/definition.js';
import type { ParameterType } from '../calls/parameter-type.js';
import { anything, dateTime, notNull, nothing, number, set, text, timeSpan } from '../calls/value-types.js';
import { byCodePoint } from '../../python/text.js';
import { equal, subset } from '../values/equality.js';

/** What `=`, `<` and the like mean for each type. */

type Order = '<' | '<=' | '>' | '>=';
const orders: readonly Order[] = ['<', '<=', '>', '>='];

/** Whether an order holds for two values whose difference has this sign; NaN: they have no order. */
function holds(order: Order, sign: number): boolean {
  switch (order) {
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    case '>=':
      return sign >= 0;
  }
}

function ordered<A, B>(
  left: ParameterType<A>,
  right: ParameterType<B>,
  sign: (a: A, b: B) => number,
): Definition[] {
  return orders.map((order) =>
    define(
      'function',
      `#operator_${order}`,
      { parameters: [param('left', left), param('right', right)] },
      (call, [a, b]) => {
        if (typeof a === 'string') call.budget.stepOver(a.length);
        return holds(order, sign(a, b));
      },
    ),
  );
}

function signOf(a: bigint | number, b: bigint | number): number {
  return a < b ? -1 : a > b ? 1 : a >= b ? 0 : NaN;
}

const sets = orders.map((order) =>
  define(
    'function',
    `#operator_${order}`,
    { parameters: [param('left', set), param('right', set)] },
    (call, [left, right]) => {
      const [small, large] = order.startsWith('<') ? [left, right] : [right, left];
      const within = subset(small, large, call.budget);
      return within && (order.endsWith('=') || small.size < large.size);
    },
  ),
);

const both = { parameters: [param('left', anything), param('right', anything)] } as const;

export const comparison: readonly Definition[] = [
  define('function', '*equal', both, (call, [left, right]) => equal(left, right, call.budget)),
  define('function', '*not_equal', both, (call, [left, right]) => !equal(left, right, call.budget)),
  ...ordered(number, number, signOf),
  ...ordered(text, text, byCodePoint),
  ...ordered(dateTime, dateTime, (a, b) => signOf(a.instant, b.instant)),
  ...ordered(timeSpan, timeSpan, (a, b) => signOf(a.microseconds, b.microseconds)),
  ...ordered(notNull, nothing, () => 1),
  ...ordered(nothing, notNull, () => -1),
  ...ordered(nothing, nothing, () => 0),
  ...sets,
];
