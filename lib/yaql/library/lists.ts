import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { anything, int, iterable, iterableButNoSet, list } from '../calls/value-types.js';
import { toIndex } from '../values/integer.js';
import { isCollection, isSet } from '../values/iterate.js';
import { IteratorValue } from '../values/iterator-value.js';
import { ListValue } from '../values/list-value.js';
import { contains } from '../values/equality.js';
import { SetValue } from '../values/set-value.js';
import { sizeOf } from '../values/size-of.js';
import type { Collection, Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

const collection = param('collection', iterable);
const position = param('position', int);
const count = optional('count', int, 1n);

/** With iterators among the arguments read out where they stand. */
export function* spread(values: Iterable<Value>, call: Call): Generator<Value, void> {
  for (const value of values) {
    call.budget.step();
    if (value instanceof IteratorValue) yield* spread(value, call);
    else yield value;
  }
}

function* flattened(values: Collection, call: Call, level: number): Generator<Value, void> {
  call.budget.visit(level);
  for (const value of call.iterate(values)) {
    if (isCollection(value)) yield* flattened(value, call, level + 1);
    else yield value;
  }
}

function has(values: Collection, wanted: Value, call: Call): boolean {
  if (isSet(values)) return contains(values, wanted, call.budget);
  for (const value of call.iterate(values)) if (call.equal(value, wanted)) return true;
  return false;
}

function* chained(parts: readonly Collection[], call: Call): Generator<Value, void> {
  for (const part of parts) yield* call.iterate(part);
}

/** Two collections as one; of two tuples, or of two sets, that is a tuple or a set again. */
function combined(left: Collection, right: Collection, call: Call): Value {
  if (isTuple(left) && isTuple(right)) {
    call.budget.quota(sizeOf(left) + sizeOf(right));
    call.budget.step(left.items.length + right.items.length);
    return new ListValue([...left.items, ...right.items]);
  }
  if (left instanceof SetValue && right instanceof SetValue) {
    call.budget.quota(sizeOf(left) + sizeOf(right));
    return SetValue.of(chained([left, right], call), call.budget);
  }
  return call.lazily(chained([left, right], call));
}

function isTuple(value: Collection): value is ListValue {
  return value instanceof ListValue && value.kind === 'tuple';
}

function repeated(value: ListValue, times: bigint | boolean, call: Call): ListValue {
  const copies = toIndex(times);
  // As yaql reckons it: less than nothing is not refused, but may cost too much.
  call.budget.quota((1 - copies) * 56);
  call.budget.quota((1 - copies) * 56 + copies * sizeOf(value));
  call.budget.count(Math.max(0, copies) * value.items.length * 8);
  call.budget.stepOver(Math.max(0, copies) * value.items.length);
  return new ListValue(Array.from({ length: Math.max(0, copies) }, () => value.items).flat(), value.kind);
}

function item(value: ListValue, index: bigint | boolean): Value {
  if (BigInt(index) >= 2n ** 63n || BigInt(index) < -(2n ** 63n))
    throw new YaqlFault('IndexError', "cannot fit 'int' into an index-sized integer");
  const found = value.items.at(toIndex(index));
  if (found === undefined) throw new YaqlFault('IndexError', `${value.kind} index out of range`);
  return found;
}

/** All but the elements from `position` on; less than 0 of them: all that follow. In their place come others. */
function* without(
  values: Collection,
  [from, many]: readonly [number, number],
  instead: () => Iterable<Value>,
  call: Call,
): Generator<Value, void> {
  let index = 0;
  let done = false;
  for (const value of call.iterate(values)) {
    const isOut = index >= from && (many < 0 || index < from + many);
    index++;
    if (!isOut) yield value;
    else if (!done) {
      done = true;
      yield* instead();
    }
  }
}

/** `from` less than 0 is before everything only for `insertMany`; `insert` of a sequence ignores it. */
function* inserted(
  values: Collection,
  from: number,
  added: () => Iterable<Value>,
  call: Call,
): Generator<Value, void> {
  let index = 0;
  for (const value of call.iterate(values)) {
    if (index++ === from) yield* added();
    yield value;
  }
  if (from >= index) yield* added();
}

function insertedInList({ items }: ListValue, at: bigint | boolean, value: Value, call: Call): ListValue {
  call.budget.step(items.length);
  const index = toIndex(at);
  const place = index < 0 ? Math.max(0, index + items.length) : index;
  return new ListValue([...items.slice(0, place), value, ...items.slice(place)], 'list');
}

export const lists: readonly Definition[] = [
  define('function', 'list', { rest: anything }, (call, _args, values) =>
    call.invokeMethod('toList', call.lazily(spread(values, call))),
  ),
  define('function', '#list', { rest: anything }, (call, _args, values) => {
    call.budget.quota(values.reduce<number>((sum, value) => sum + sizeOf(value), 0));
    return new ListValue(values);
  }),
  define('method', 'toList', { parameters: [collection] }, (call, [values]) =>
    isTuple(values) ? values : new ListValue([...call.iterate(values)]),
  ),
  define('method', 'flatten', { parameters: [collection] }, (call, [values]) =>
    call.lazily(flattened(values, call, 0)),
  ),
  define(
    'function',
    '#indexer',
    { parameters: [param('list', list), param('index', int)] },
    (_call, [value, index]) => item(value, index),
  ),
  define('both', 'len', { parameters: [param('sequence', list)] }, (_call, [value]) =>
    BigInt(value.items.length),
  ),
  define(
    'function',
    'isList',
    { parameters: [param('arg', anything)] },
    (_call, [value]) => value instanceof ListValue,
  ),

  define(
    'function',
    '#operator_in',
    { parameters: [param('value', anything), collection] },
    (call, [value, values]) => has(values, value, call),
  ),
  define(
    'method',
    'contains',
    { parameters: [collection, param('value', anything)] },
    (call, [values, value]) => has(values, value, call),
  ),
  define(
    'function',
    '#operator_+',
    { parameters: [param('left', iterable), param('right', iterable)] },
    (call, [left, right]) => combined(left, right, call),
  ),
  define(
    'function',
    '#operator_*',
    { parameters: [param('left', list), param('right', int)] },
    (call, [value, times]) => repeated(value, times, call),
  ),
  define(
    'function',
    '#operator_*',
    { parameters: [param('left', int), param('right', list)] },
    (call, [times, value]) => repeated(value, times, call),
  ),
  define('both', 'concat', { rest: iterable }, (call, _args, parts) => call.lazily(chained(parts, call))),

  define('method', 'delete', { parameters: [collection, position, count] }, (call, [values, from, many]) =>
    call.lazily(without(values, [toIndex(from), toIndex(many)], () => [], call)),
  ),
  define(
    'method',
    'replace',
    { parameters: [collection, position, param('value', anything), count] },
    (call, [values, from, value, many]) =>
      call.lazily(without(values, [toIndex(from), toIndex(many)], () => [value], call)),
  ),
  define(
    'method',
    'replaceMany',
    { parameters: [collection, position, param('values', iterable), count] },
    (call, [values, from, others, many]) =>
      call.lazily(without(values, [toIndex(from), toIndex(many)], () => call.iterate(others), call)),
  ),
  define(
    'method',
    'insert',
    { parameters: [param('collection', iterableButNoSet), position, param('value', anything)] },
    (call, [values, from, value]) => call.lazily(inserted(values, toIndex(from), () => [value], call)),
  ),
  define(
    'method',
    'insert',
    { parameters: [param('collection', list), position, param('value', anything)] },
    (call, [value, at, added]) => insertedInList(value, at, added, call),
  ),
  define(
    'method',
    'insertMany',
    { parameters: [collection, position, param('values', iterable)] },
    (call, [values, from, others]) => {
      const at = toIndex(from);
      return call.lazily(
        at < 0 ? chained([others, values], call) : inserted(values, at, () => call.iterate(others), call),
      );
    },
  ),
];
