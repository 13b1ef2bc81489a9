import { DateTime } from '../dates/date-time.js';
import { TimeSpan } from '../dates/time-span.js';
import { PatternValue } from '../../python/pattern/pattern-value.js';
import { DictValue } from '../values/dict-value.js';
import { isCollection, isSet } from '../values/iterate.js';
import { IteratorValue } from '../values/iterator-value.js';
import { ListValue } from '../values/list-value.js';
import { OrderedValue } from '../values/ordered-value.js';
import { MappingRule, type Value } from '../values/value.js';
import { Context } from './context.js';

/** A class of Python's, as far as functions tell their arguments apart by it. */
export class PythonClass {
  constructor(
    readonly holds: (value: Value) => boolean,
    private readonly base?: PythonClass,
  ) {}

  isNarrowerThan(other: PythonClass): boolean {
    for (let base = this.base; base; base = base.base) if (base === other) return true;
    return false;
  }
}

export const object = new PythonClass(() => true);
const below = (holds: (value: Value) => boolean, base = object): PythonClass => new PythonClass(holds, base);

export const noneType = below((value) => value === null);
/** `int`, of which `bool` is one. */
export const int = below((value) => typeof value === 'bigint' || typeof value === 'boolean');
export const bool = below((value) => typeof value === 'boolean', int);
export const str = below((value) => typeof value === 'string');
export const iterable = below((value) => isCollection(value));
export const sequence = below((value) => value instanceof ListValue, iterable);
export const set = below((value) => isSet(value), iterable);
export const iterator = below((value) => value instanceof IteratorValue, iterable);
export const ordering = below((value) => value instanceof OrderedValue, iterable);
export const mapping = below((value) => value instanceof DictValue, iterable);
export const pattern = below((value) => value instanceof PatternValue);
export const context = below((value) => value instanceof Context);
export const dateTime = below((value) => value instanceof DateTime);
export const timeSpan = below((value) => value instanceof TimeSpan);
export const mappingRule = below((value) => value instanceof MappingRule);
