import type { Budget } from '../budget.js';
import { YaqlFault } from '../yaql-fault.js';
import { IteratorValue } from './iterator-value.js';
import { ListValue } from './list-value.js';
import { OrderedValue } from './ordered-value.js';
import { SetValue } from './set-value.js';
import type { Collection, Value } from './value.js';
import { ViewValue } from './view-value.js';

export function isCollection(value: unknown): value is Collection {
  return (
    value instanceof ListValue ||
    value instanceof IteratorValue ||
    value instanceof SetValue ||
    value instanceof ViewValue ||
    value instanceof OrderedValue
  );
}

/** Python's `Set`: sets, and the keys and items of a dict. */
export function isSet(value: unknown): value is SetValue | ViewValue {
  return value instanceof SetValue || (value instanceof ViewValue && value.kind !== 'values');
}

/** Goes through a collection; each element is a step. An iterator goes on where it was left. */
export function* iterate(collection: Collection, budget: Budget): Generator<Value, void> {
  for (const value of collection instanceof ListValue ? collection.items : collection) {
    budget.step();
    yield value;
  }
}

/**
 * The collection, which refuses to have more elements than an expression may go through: at once, when their number is
 * known, else when the first of them too many is reached.
 * @throws YaqlFault `CollectionTooLargeException`
 */
export function limited(collection: Collection, budget: Budget): Collection {
  const most = budget.limits.iterators;
  if (collection instanceof ListValue || isSet(collection)) {
    const size = collection instanceof ListValue ? collection.items.length : collection.size;
    if (most >= 0 && size > most) throw tooLarge(most);
    return collection;
  }
  return new IteratorValue(atMost(collection, most, budget), budget);
}

function* atMost(collection: Collection, most: number, budget: Budget): Generator<Value, void> {
  let count = 0;
  for (const value of iterate(collection, budget)) {
    if (most >= 0 && count++ >= most) throw tooLarge(most);
    yield value;
  }
}

function tooLarge(most: number): YaqlFault {
  return new YaqlFault('CollectionTooLargeException', `Collection length exceeds ${most} elements`);
}
