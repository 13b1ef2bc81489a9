import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { lambda, type Lambda } from '../calls/lazy-types.js';
import { anything, iterable, orNull } from '../calls/value-types.js';
import { DictValue } from '../values/dict-value.js';
import { IteratorValue } from '../values/iterator-value.js';
import { ListValue } from '../values/list-value.js';
import { MemorizedValue } from '../values/memorized-value.js';
import { sizeOfDict } from '../values/size-of.js';
import { truthy } from '../values/truth.js';
import type { Collection, Value } from '../values/value.js';
import { PythonFault } from '../../python/python-fault.js';
import { YaqlFault } from '../yaql-fault.js';

/** Sequences put together, and taken apart into groups. */

interface Group {
  readonly key: Value;
  readonly values: Value[];
}

function groupsOf(values: Collection, keyOf: Lambda, valueOf: Lambda | null, call: Call): Group[] {
  const places = new DictValue();
  const groups: Group[] = [];
  for (const value of call.iterate(values)) {
    const member = valueOf ? valueOf([value]) : value;
    const key = keyOf([value]);
    const place = places.get(key, call.budget);
    const group = typeof place === 'bigint' ? groups[Number(place)] : undefined;
    if (group) group.values.push(member);
    else {
      places.set(key, BigInt(groups.length), call.budget);
      groups.push({ key, values: [member] });
      call.budget.quota(sizeOfDict(groups.length));
    }
  }
  return groups;
}

/**
 * Applies the aggregator to a group's values. That of yaql before 1.1.2 was given key and values, and gave a pair: when
 * the first group fits that one only, the others are taken that way too.
 */
class Aggregator {
  private fault: PythonFault | undefined;
  private mayBeOld = true;

  constructor(
    private readonly aggregate: Lambda,
    private readonly call: Call,
  ) {}

  apply({ key, values }: Group): Value {
    const list = new ListValue(values, 'list');
    if (!this.fault) {
      const result = this.inNewWay(list);
      if (result !== undefined) return new ListValue([key, result]);
    }
    const pair = this.mayBeOld ? this.inOldWay(key, list) : undefined;
    if (pair) return pair;
    throw this.fault ?? new YaqlFault('TypeError', 'groupBy() has no result');
  }

  private inNewWay(list: ListValue): Value | undefined {
    try {
      const result = this.aggregate([list]);
      if (!this.looksOld(list, result)) this.mayBeOld = false;
      return result;
    } catch (error) {
      if (!(error instanceof PythonFault) || !givesWay.has(error.kind)) throw error;
      this.fault = error;
      return undefined;
    }
  }

  private looksOld({ items }: ListValue, result: Value): boolean {
    const [first, ...rest] = items;
    return (
      rest.length === 1 &&
      result instanceof ListValue &&
      result.items.length === 2 &&
      this.call.equal(result.items[0] ?? null, first ?? null)
    );
  }

  private inOldWay(key: Value, list: ListValue): Value | undefined {
    try {
      const result = this.aggregate([new ListValue([key, list])]);
      return result instanceof ListValue && result.items.length === 2 ? result : undefined;
    } catch (error) {
      if (error instanceof PythonFault && !endsAll.has(error.kind)) return undefined;
      throw error;
    }
  }
}

const givesWay: ReadonlySet<string> = new Set([
  'NoMatchingMethodException',
  'NoMatchingFunctionException',
  'IndexError',
]);
const endsAll: ReadonlySet<string> = new Set(['TooMuchWork', 'RecursionError']);

function* grouped(groups: readonly Group[], aggregate: Lambda | null, call: Call): Generator<Value, void> {
  const aggregator = aggregate ? new Aggregator(aggregate, call) : undefined;
  for (const group of groups) {
    call.budget.step();
    yield aggregator?.apply(group) ?? new ListValue([group.key, new ListValue(group.values, 'list')]);
  }
}

/** `filler` undefined: up to the end of the shortest, else of the longest. */
function* zipped(all: readonly Collection[], filler: Value | undefined, call: Call): Generator<Value, void> {
  const iterators = all.map((each) => call.iterate(each));
  if (iterators.length === 0) return;
  for (;;) {
    const row: Value[] = [];
    let ended = 0;
    for (const iterator of iterators) {
      const next = iterator.next();
      if (next.done === true) {
        if (filler === undefined) return;
        ended++;
        row.push(filler);
      } else row.push(next.value);
    }
    if (ended === iterators.length) return;
    yield new ListValue(row);
  }
}

function* joined(
  left: Collection,
  right: Collection,
  fits: Lambda,
  select: Lambda,
  call: Call,
): Generator<Value, void> {
  const again = right instanceof IteratorValue ? new MemorizedValue(right, call.budget) : right;
  for (const a of call.iterate(left)) {
    for (const b of call.iterate(again)) if (truthy(fits([a, b]))) yield select([a, b]);
  }
}

export const grouping: readonly Definition[] = [
  define(
    'method',
    'groupBy',
    {
      parameters: [
        param('collection', iterable),
        param('keySelector', lambda),
        optional('valueSelector', orNull(lambda), null),
        optional('aggregator', orNull(lambda), null),
      ],
    },
    (call, [values, keyOf, valueOf, aggregate]) =>
      call.lazily(grouped(groupsOf(values, keyOf, valueOf, call), aggregate, call)),
  ),
  define('method', 'zip', { rest: iterable }, (call, _args, all) =>
    call.lazily(zipped(all, undefined, call)),
  ),
  define('method', 'zipLongest', { rest: iterable, keywords: anything }, (call, _args, all, named) =>
    call.lazily(zipped(all, named.get('default') ?? null, call)),
  ),
  define(
    'method',
    'join',
    {
      parameters: [
        param('collection1', iterable),
        param('collection2', iterable),
        param('predicate', lambda),
        param('selector', lambda),
      ],
    },
    (call, [left, right, fits, select]) => call.lazily(joined(left, right, fits, select, call)),
  ),
];
