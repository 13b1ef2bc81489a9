import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { lambda, type Lambda } from '../calls/lazy-types.js';
import { anything, iterable, iterator, orNull } from '../calls/value-types.js';
import { ListValue } from '../values/list-value.js';
import { truthy } from '../values/truth.js';
import { type Collection, noValue, type Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

/** One value of a whole sequence. */

const collection = param('collection', iterable);
const predicate = param('predicate', lambda);
const maybePredicate = optional('predicate', orNull(lambda), null);
const initial = optional('initial', anything, noValue);

function reduced(
  values: Collection,
  seed: Value,
  combine: (total: Value, value: Value) => Value,
  call: Call,
): Value {
  let total = seed;
  for (const value of call.iterate(values)) total = total === noValue ? value : combine(total, value);
  if (total === noValue) throw new YaqlFault('TypeError', 'reduce() of empty iterable with no initial value');
  return total;
}

function reducing(name: string, python: string): Definition {
  return define('method', name, { parameters: [collection, initial] }, (call, [values, seed]) =>
    reduced(values, seed, (total, value) => call.invoke(python, total, value), call),
  );
}

function aggregating(name: string): Definition {
  return define(
    'method',
    name,
    { parameters: [collection, param('selector', lambda), optional('seed', anything, noValue)] },
    (call, [values, select, seed]) => reduced(values, seed, (total, value) => select([total, value]), call),
  );
}

function* accumulated(values: Collection, select: Lambda, seed: Value, call: Call): Generator<Value, void> {
  let total = seed;
  if (total !== noValue) yield total;
  for (const value of call.iterate(values)) {
    total = total === noValue ? value : select([total, value]);
    yield total;
  }
  if (total === noValue)
    throw new YaqlFault('TypeError', 'accumulate() of empty sequence with no initial value');
}

function empty(name: string): YaqlFault {
  return new YaqlFault('StopIteration', `${name}() of an empty sequence`);
}

function first(values: Collection, other: Value, call: Call): Value {
  for (const value of call.iterate(values)) return value;
  if (other === noValue) throw empty('first');
  return other;
}

function last(values: Collection, other: Value, call: Call): Value {
  let found =
    values instanceof ListValue ? (values.items.at(-1) ?? (values.items.length > 0 ? null : other)) : other;
  if (!(values instanceof ListValue)) for (const value of call.iterate(values)) found = value;
  if (found === noValue) throw empty('last');
  return found;
}

function single(values: Collection, call: Call): Value {
  const items = call.iterate(values);
  const only = items.next();
  if (only.done === true) throw empty('single');
  if (items.next().done !== true)
    throw new YaqlFault('StopIteration', 'Collection contains more than one item');
  return only.value;
}

function count(values: Collection, call: Call): bigint {
  let number = 0n;
  for (const _ of call.iterate(values)) number++;
  return number;
}

/** Where an element is that fits; -1: nowhere. */
function indexOf(values: Collection, fits: (value: Value) => boolean, last: boolean, call: Call): bigint {
  let index = 0n;
  let found = -1n;
  for (const value of call.iterate(values)) {
    if (fits(value)) {
      if (!last) return index;
      found = index;
    }
    index++;
  }
  return found;
}

function positions(name: string, nameWhere: string, isLast: boolean): Definition[] {
  return [
    define('method', name, { parameters: [collection, param('item', anything)] }, (call, [values, item]) =>
      indexOf(values, (value) => call.equal(value, item), isLast, call),
    ),
    define('method', nameWhere, { parameters: [collection, predicate] }, (call, [values, test]) =>
      indexOf(values, (value) => truthy(test([value])), isLast, call),
    ),
  ];
}

export const aggregation: readonly Definition[] = [
  reducing('sum', '#operator_+'),
  reducing('max', 'max'),
  reducing('min', 'min'),
  ...['aggregate', 'reduce'].map(aggregating),
  define(
    'method',
    'accumulate',
    { parameters: [collection, param('selector', lambda), optional('seed', anything, noValue)] },
    (call, [values, select, seed]) => call.lazily(accumulated(values, select, seed, call)),
  ),
  define(
    'method',
    'first',
    { parameters: [collection, optional('default', anything, noValue)] },
    (call, [values, other]) => first(values, other, call),
  ),
  define(
    'method',
    'last',
    { parameters: [collection, optional('default', anything, noValue)] },
    (call, [values, other]) => last(values, other, call),
  ),
  define('method', 'single', { parameters: [collection] }, (call, [values]) => single(values, call)),
  define('both', 'any', { parameters: [collection, maybePredicate] }, (call, [values, test]) => {
    for (const value of call.iterate(values)) if (!test || truthy(test([value]))) return true;
    return false;
  }),
  define('both', 'all', { parameters: [collection, maybePredicate] }, (call, [values, test]) => {
    for (const value of call.iterate(values)) if (!truthy(test ? test([value]) : value)) return false;
    return true;
  }),
  define('both', 'len', { parameters: [param('collection', iterator)] }, (call, [values]) =>
    count(values, call),
  ),
  define('method', 'count', { parameters: [collection] }, (call, [values]) => count(values, call)),
  ...positions('indexOf', 'indexWhere', false),
  ...positions('lastIndexOf', 'lastIndexWhere', true),
];
