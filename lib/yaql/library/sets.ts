import type { Call } from '../calls/call.js';
import { define, param, type Definition, type Use } from '../calls/definition.js';
import { anything, iterable, set } from '../calls/value-types.js';
import { contains } from '../values/equality.js';
import { viewName } from '../values/hash-key.js';
import { isSet } from '../values/iterate.js';
import { SetValue } from '../values/set-value.js';
import type { Value } from '../values/value.js';
import type { ViewValue } from '../values/view-value.js';
import { YaqlFault } from '../yaql-fault.js';
import { spread } from './lists.js';

type AnySet = SetValue | ViewValue;

const s = param('set', set);

/** Only sets have the methods that yaql calls, not the keys and items of a dict, which it takes for sets too. */
function real(value: AnySet, method: string): SetValue {
  if (value instanceof SetValue) return value;
  throw new YaqlFault('AttributeError', `'${viewName(value)}' object has no attribute '${method}'`);
}

function union(left: Iterable<Value>, right: Iterable<Value>, call: Call): SetValue {
  const all = SetValue.of(left, call.budget);
  for (const value of right) all.add(value, call.budget);
  return all;
}

/** The members of the one that are, or are not, in the other. */
function* chosen(from: AnySet, other: AnySet, wanted: boolean, call: Call): Generator<Value, void> {
  for (const value of call.iterate(from)) if (contains(other, value, call.budget) === wanted) yield value;
}

function binary(
  name: string,
  python: string,
  apply: (left: SetValue, right: AnySet, call: Call) => SetValue,
  use: Use = 'method',
): Definition {
  return define(use, name, { parameters: [param('left', set), param('right', set)] }, (call, [left, right]) =>
    apply(real(left, python), right, call),
  );
}

function difference(left: SetValue, right: AnySet, call: Call): SetValue {
  return SetValue.of(chosen(left, right, false, call), call.budget);
}

export const sets: readonly Definition[] = [
  define('function', 'set', { rest: anything }, (call, _args, values) =>
    call.invokeMethod('toSet', call.lazily(spread(values, call))),
  ),
  define('method', 'toSet', { parameters: [param('collection', iterable)] }, (call, [values]) =>
    values instanceof SetValue ? values : SetValue.of(call.iterate(values), call.budget),
  ),
  define('both', 'len', { parameters: [s] }, (_call, [value]) => BigInt(value.size)),
  define('function', 'isSet', { parameters: [param('arg', anything)] }, (_call, [value]) => isSet(value)),
  binary('union', 'union', union),
  binary('intersect', 'intersection', (left, right, call) =>
    SetValue.of(chosen(left, right, true, call), call.budget),
  ),
  binary('difference', 'difference', difference),
  binary('#operator_-', 'difference', difference, 'function'),
  binary('symmetricDifference', 'symmetric_difference', (left, right, call) =>
    union(chosen(left, right, false, call), chosen(right, left, false, call), call),
  ),
  define('method', 'add', { parameters: [s], rest: anything }, (call, [value], added) =>
    union(real(value, 'union'), SetValue.of(added, call.budget), call),
  ),
  define('method', 'remove', { parameters: [s], rest: anything }, (call, [value], removed) =>
    difference(real(value, 'difference'), SetValue.of(removed, call.budget), call),
  ),
];
