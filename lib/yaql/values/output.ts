import type { Budget } from '../budget.js';
import type { Json } from '../../json.js';
import { YaqlFault } from '../yaql-fault.js';
import { DictValue } from './dict-value.js';
import { floatText } from '../../python/float-text.js';
import { integerText } from './integer.js';
import { isCollection, isSet, iterate, limited } from './iterate.js';
import { sizeOf } from './size-of.js';
import { typeName } from './type-name.js';
import type { Collection, Value } from './value.js';

/**
 * A result as JSON. Sequences are read to their end, sets become lists, keys become text as JSON of Python writes them.
 * @throws YaqlFault `NotJson`: a date, a number that JSON cannot say exactly, ...; `CollectionTooLargeException`
 */
export function toJson(value: Value, budget: Budget, level = 0): Json {
  budget.visit(level);
  budget.countResult(sizeOf(value));
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return wholeNumber(value);
  if (typeof value === 'number') return float(value);
  if (value instanceof DictValue) return object(value, budget, level);
  if (isCollection(value)) return array(value, budget, level);
  throw new YaqlFault('NotJson', `The result holds ${typeName(value)}, which JSON cannot say: make it text`);
}

function array(collection: Collection, budget: Budget, level: number): Json[] {
  const list: Json[] = [];
  // yaql makes lists of tuples and the like, and then no set can hold them.
  const isSetItself = isSet(collection);
  for (const item of iterate(limited(collection, budget), budget)) {
    if (isSetItself && (item instanceof DictValue || isCollection(item))) throw unhashable(item);
    list.push(toJson(item, budget, level + 1));
  }
  return list;
}

function object(dict: DictValue, budget: Budget, level: number): { readonly [key: string]: Json } {
  const most = budget.limits.iterators;
  if (most >= 0 && dict.size > most)
    throw new YaqlFault('CollectionTooLargeException', `Collection length exceeds ${most} elements`);
  const entries: [string, Json][] = [];
  for (const [key, value] of dict) {
    budget.step();
    entries.push([keyText(key, budget), toJson(value, budget, level + 1)]);
  }
  return Object.fromEntries(entries);
}

function keyText(key: Value, budget: Budget): string {
  if (typeof key === 'string') {
    budget.countResult(key.length);
    return key;
  }
  if (key === null || typeof key === 'boolean') return String(key);
  if (typeof key === 'bigint') return integerText(key);
  if (typeof key === 'number') return floatText(key);
  if (key instanceof DictValue || isCollection(key)) throw unhashable(key);
  throw new YaqlFault('NotJson', `The result has ${typeName(key)} as a key, which JSON cannot say`);
}

/** Of what yaql has made of it: a list, a dict or a set of Python's. */
function unhashable(value: Collection | DictValue): YaqlFault {
  const type = value instanceof DictValue ? 'dict' : isSet(value) ? 'set' : 'list';
  return new YaqlFault('TypeError', `unhashable type: '${type}'`);
}

function wholeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new YaqlFault(
      'NotJson',
      'The result holds a number too large to be kept exactly: make it text with str()',
    );
  }
  return number;
}

function float(value: number): number {
  if (!Number.isFinite(value)) {
    throw new YaqlFault('NotJson', `The result holds the number ${floatText(value)}, which JSON cannot say`);
  }
  return value;
}
