import type { Context } from '../calls/context.js';
import type { DateTime } from '../dates/date-time.js';
import type { TimeSpan } from '../dates/time-span.js';
import type { PatternValue } from '../../python/pattern/pattern-value.js';
import type { DictValue } from './dict-value.js';
import type { IteratorValue } from './iterator-value.js';
import type { ListValue } from './list-value.js';
import type { OrderedValue } from './ordered-value.js';
import type { SetValue } from './set-value.js';
import type { ViewValue } from './view-value.js';

/** What an expression computes with. A whole number is a bigint, as exact as Python's `int`; a number is a `float`. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | ListValue
  | DictValue
  | SetValue
  | ViewValue
  | IteratorValue
  | OrderedValue
  | PatternValue
  | DateTime
  | TimeSpan
  | Context
  | MappingRule
  | typeof noValue;

/** What can be gone through, one after another: text and dicts cannot. */
export type Collection = ListValue | SetValue | ViewValue | IteratorValue | OrderedValue;

/** Stands where an argument was left out. An expression can get hold of it: `[1,,2]`. */
export const noValue = Symbol('noValue');

/** An evaluated `source => destination`. */
export class MappingRule {
  constructor(
    readonly source: Value,
    readonly destination: Value,
  ) {}
}
