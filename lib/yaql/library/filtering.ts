import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { keyword, lambda, type Lambda } from '../calls/lazy-types.js';
import { anything, int, iterable, orNull } from '../calls/value-types.js';
import type { Keyword } from '../syntax/expression.js';
import { toIndex } from '../values/integer.js';
import { isCollection, isSet } from '../values/iterate.js';
import { IteratorValue } from '../values/iterator-value.js';
import { ListValue } from '../values/list-value.js';
import { MemorizedValue } from '../values/memorized-value.js';
import { SetValue } from '../values/set-value.js';
import { sizeOfSet } from '../values/size-of.js';
import { truthy } from '../values/truth.js';
import type { Collection, Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

/** Sequences made of others, element by element. */

const collection = param('collection', iterable);
const predicate = param('predicate', lambda);
const selector = param('selector', lambda);

function* filtered(values: Collection, test: Lambda, call: Call): Generator<Value, void> {
  for (const value of call.iterate(values)) if (truthy(test([value]))) yield value;
}

function* mapped(values: Collection, select: Lambda, call: Call): Generator<Value, void> {
  for (const value of call.iterate(values)) yield select([value]);
}

function* membersOf(values: Collection, word: Keyword, call: Call): Generator<Value, void> {
  for (const value of call.iterate(values)) yield call.invoke('#operator_.', value, word);
}

function* flatMapped(values: Collection, select: Lambda, call: Call): Generator<Value, void> {
  for (const value of call.iterate(values)) {
    const inner = select([value]);
    if (isCollection(inner)) yield* call.iterate(inner);
    else yield inner;
  }
}

/** Python's `islice`: from the one place to before the other. */
function* sliced(values: Collection, from: number, to: number, call: Call): Generator<Value, void> {
  if (to <= 0) return;
  let index = 0;
  for (const value of call.iterate(values)) {
    if (index++ >= from) yield value;
    if (index >= to) return;
  }
}

function notNegative(value: bigint | boolean, what: string): number {
  const index = toIndex(value);
  if (index < 0)
    throw new YaqlFault(
      'ValueError',
      `${what} for islice() must be None or an integer: 0 <= x <= sys.maxsize.`,
    );
  return index;
}

function* appended(values: Collection, more: readonly Value[], call: Call): Generator<Value, void> {
  yield* call.iterate(values);
  yield* more;
}

function* once(values: Collection, keyOf: Lambda | null, call: Call): Generator<Value, void> {
  const seen = new SetValue();
  for (const value of call.iterate(values)) {
    const key = keyOf ? keyOf([value]) : value;
    if (seen.has(key, call.budget)) continue;
    seen.add(key, call.budget);
    call.budget.quota(sizeOfSet(seen.size));
    yield value;
  }
}

function* numbered(values: Collection, start: bigint | boolean | null, call: Call): Generator<Value, void> {
  if (start === null)
    throw new YaqlFault('TypeError', "'NoneType' object cannot be interpreted as an integer");
  let index = BigInt(start);
  for (const value of call.iterate(values)) yield new ListValue([index++, value], 'list');
}

function* whileTrue(values: Collection, test: Lambda, call: Call): Generator<Value, void> {
  for (const value of call.iterate(values)) {
    if (!truthy(test([value]))) return;
    yield value;
  }
}

function* fromFalse(values: Collection, test: Lambda, call: Call): Generator<Value, void> {
  let skipping = true;
  for (const value of call.iterate(values)) {
    skipping &&= truthy(test([value]));
    if (!skipping) yield value;
  }
}

function orDefault(values: Collection, other: Collection, call: Call): Collection {
  if (values instanceof ListValue) return values.items.length === 0 ? other : values;
  if (isSet(values)) return values.size === 0 ? other : values;
  const kept = values instanceof IteratorValue ? new MemorizedValue(values, call.budget) : values;
  return kept[Symbol.iterator]().next().done === true ? other : kept;
}

const where = (name: string): Definition =>
  define('method', name, { parameters: [collection, predicate] }, (call, [values, test]) =>
    call.lazily(filtered(values, test, call)),
  );
const select = (name: string): Definition =>
  define('method', name, { parameters: [collection, selector] }, (call, [values, each]) =>
    call.lazily(mapped(values, each, call)),
  );
const limit = (name: string): Definition =>
  define('method', name, { parameters: [collection, param('count', int)] }, (call, [values, count]) =>
    call.lazily(sliced(values, 0, notNegative(count, 'Stop argument'), call)),
  );

export const filtering: readonly Definition[] = [
  ...['where', 'filter'].map(where),
  ...['select', 'map'].map(select),
  ...['limit', 'take'].map(limit),
  define(
    'function',
    '#operator_.',
    { parameters: [collection, param('attribute', keyword)] },
    (call, [values, word]) => call.lazily(membersOf(values, word, call)),
  ),
  define('method', 'selectMany', { parameters: [collection, selector] }, (call, [values, each]) =>
    call.lazily(flatMapped(values, each, call)),
  ),
  define('method', 'skip', { parameters: [collection, param('count', int)] }, (call, [values, count]) =>
    call.lazily(sliced(values, notNegative(count, 'Indices'), Infinity, call)),
  ),
  define('both', 'append', { parameters: [collection], rest: anything }, (call, [values], more) =>
    call.lazily(appended(values, more, call)),
  ),
  define(
    'both',
    'distinct',
    { parameters: [collection, optional('keySelector', orNull(lambda), null)] },
    (call, [values, keyOf]) => call.lazily(once(values, keyOf, call)),
  ),
  define(
    'both',
    'enumerate',
    { parameters: [collection, optional('start', orNull(int), 0n)] },
    (call, [values, start]) => call.lazily(numbered(values, start, call)),
  ),
  define('method', 'takeWhile', { parameters: [collection, predicate] }, (call, [values, test]) =>
    call.lazily(whileTrue(values, test, call)),
  ),
  define('method', 'skipWhile', { parameters: [collection, predicate] }, (call, [values, test]) =>
    call.lazily(fromFalse(values, test, call)),
  ),
  define('method', 'memorize', { parameters: [collection] }, (call, [values]) =>
    values instanceof IteratorValue ? new MemorizedValue(values, call.budget) : values,
  ),
  define(
    'method',
    'defaultIfEmpty',
    { parameters: [collection, param('default', iterable)] },
    (call, [values, other]) => orDefault(values, other, call),
  ),
  define('function', 'isIterable', { parameters: [param('value', anything)] }, (_call, [value]) =>
    isCollection(value),
  ),
];
