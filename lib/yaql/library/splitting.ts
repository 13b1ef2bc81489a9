import type { Call } from '../calls/call.js';
import { define, param, type Definition } from '../calls/definition.js';
import { lambda, type Lambda } from '../calls/lazy-types.js';
import { int, iterable } from '../calls/value-types.js';
import { toIndex } from '../values/integer.js';
import { ListValue } from '../values/list-value.js';
import { truthy } from '../values/truth.js';
import type { Collection, Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

/** Sequences cut into parts. */

const collection = param('collection', iterable);
const predicate = param('predicate', lambda);

function* sliced(values: Collection, length: number, call: Call): Generator<Value, void> {
  if (length < 0)
    throw new YaqlFault(
      'ValueError',
      'Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.',
    );
  let part: Value[] = [];
  if (length === 0) return;
  for (const value of call.iterate(values)) {
    if (part.push(value) < length) continue;
    yield new ListValue(part);
    part = [];
  }
  if (part.length > 0) yield new ListValue(part);
}

/** Cut where the predicate holds; what it holds for is left out. */
function* splitWhere(values: Collection, test: Lambda, call: Call): Generator<Value, void> {
  const items = call.toList(values);
  let start = 0;
  for (const [end, item] of items.entries()) {
    call.budget.step();
    if (!truthy(test([item]))) continue;
    yield new ListValue(items.slice(start, end));
    start = end + 1;
  }
  if (start !== items.length) yield new ListValue(items.slice(start));
}

/** Cut where what the predicate gives is not what it gave before. */
function* sliceWhere(values: Collection, test: Lambda, call: Call): Generator<Value, void> {
  const items = call.toList(values);
  let start = 0;
  let before: Value | undefined;
  for (const [end, item] of items.entries()) {
    call.budget.step();
    const now = test([item]);
    if (before !== undefined && !call.equal(now, before)) {
      yield new ListValue(items.slice(start, end));
      start = end;
    }
    before = now;
  }
  if (start !== items.length) yield new ListValue(items.slice(start));
}

export const splitting: readonly Definition[] = [
  define('method', 'slice', { parameters: [collection, param('length', int)] }, (call, [values, length]) =>
    call.lazily(sliced(values, toIndex(length), call)),
  ),
  define('method', 'splitWhere', { parameters: [collection, predicate] }, (call, [values, test]) =>
    call.lazily(splitWhere(values, test, call)),
  ),
  define('method', 'sliceWhere', { parameters: [collection, predicate] }, (call, [values, test]) =>
    call.lazily(sliceWhere(values, test, call)),
  ),
  define('method', 'splitAt', { parameters: [collection, param('index', int)] }, (call, [values, index]) => {
    const items = call.toList(values);
    const at = toIndex(index);
    call.budget.step(items.length);
    return new ListValue([new ListValue(items.slice(0, at)), new ListValue(items.slice(at))], 'list');
  }),
];
