import type { Budget } from '../budget.js';
import { DateTime } from '../dates/date-time.js';
import { TimeSpan } from '../dates/time-span.js';
import { PatternValue } from '../../python/pattern/pattern-value.js';
import { YaqlFault } from '../yaql-fault.js';
import { DictValue } from './dict-value.js';
import { elementsOf } from './elements-of.js';
import { isSet } from './iterate.js';
import { ListValue } from './list-value.js';
import type { SetValue } from './set-value.js';
import { pythonTypeName } from './type-name.js';
import type { Value } from './value.js';
import { ViewValue } from './view-value.js';

/** Python's `==`: true is 1, a tuple is no list, dicts of the same keys and values are equal in any order. */
export function equal(a: Value, b: Value, budget: Budget, level = 0): boolean {
  budget.visit(level);
  if (typeof a === 'string') {
    if (typeof b !== 'string') return false;
    budget.stepOver(Math.min(a.length, b.length));
    return a === b;
  }
  if (isNumeric(a) && isNumeric(b)) return sameNumber(a, b);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (a instanceof ListValue) {
    return b instanceof ListValue && a.kind === b.kind && sameItems(a, b, budget, level);
  }
  if (a instanceof DictValue) return b instanceof DictValue && sameEntries(a, b, budget, level);
  if (isSet(a)) return isSet(b) && a.size === b.size && subset(a, b, budget);
  if (a instanceof DateTime) return b instanceof DateTime && a.instant === b.instant;
  if (a instanceof TimeSpan) return b instanceof TimeSpan && a.microseconds === b.microseconds;
  if (a instanceof PatternValue) return b instanceof PatternValue && a.key === b.key;
  return a === b;
}

/** Whether each member of the one is one of the other. @throws YaqlFault `TypeError`: one can be no key */
export function subset(a: SetValue | ViewValue, b: SetValue | ViewValue, budget: Budget): boolean {
  for (const member of a) if (!contains(b, member, budget)) return false;
  return true;
}

/** Whether a set, or a view of a dict, has a member. */
export function contains(set: SetValue | ViewValue, value: Value, budget: Budget): boolean {
  if (!(set instanceof ViewValue)) return set.has(value, budget);
  if (set.kind === 'keys') return set.dict.has(value, budget);
  const pair = pairOf(value, set, budget);
  const found = pair && set.dict.get(pair[0], budget);
  return found !== undefined && pair !== undefined && equal(found, pair[1], budget);
}

/** Key and value that are looked for among a dict's items; undefined: it is no such pair. @throws YaqlFault as Python */
function pairOf(value: Value, { dict }: ViewValue, budget: Budget): readonly [Value, Value] | undefined {
  const items = elementsOf(value, 3, budget);
  const [key, other, ...more] = items ?? [];
  if (key !== undefined && other !== undefined && more.length === 0) return [key, other];
  if (dict.kind === 'dict') return undefined;
  if (!items) {
    const message = `cannot unpack non-iterable ${pythonTypeName(value)} object`;
    throw new YaqlFault('TypeError', message);
  }
  const message =
    items.length > 2
      ? 'too many values to unpack (expected 2)'
      : `not enough values to unpack (expected 2, got ${items.length})`;
  throw new YaqlFault('ValueError', message);
}

function isNumeric(value: Value): value is boolean | bigint | number {
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean';
}

function sameNumber(a: boolean | bigint | number, b: boolean | bigint | number): boolean {
  const left = typeof a === 'boolean' ? Number(a) : a;
  const right = typeof b === 'boolean' ? Number(b) : b;
  // Between a bigint and a number this compares what they mean, exactly.
  return typeof left === typeof right ? left === right : left <= right && left >= right;
}

function sameItems(a: ListValue, b: ListValue, budget: Budget, level: number): boolean {
  if (a.items.length !== b.items.length) return false;
  return a.items.every((item, index) => equal(item, b.items[index] ?? null, budget, level + 1));
}

function sameEntries(a: DictValue, b: DictValue, budget: Budget, level: number): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key, budget);
    if (other === undefined || !equal(value, other, budget, level + 1)) return false;
  }
  return true;
}
