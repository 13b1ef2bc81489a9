import type { Budget } from '../budget.js';
import { TimeSpan } from '../dates/time-span.js';
import { DateTime } from '../dates/date-time.js';
import { PatternValue } from '../../python/pattern/pattern-value.js';
import { YaqlFault } from '../yaql-fault.js';
import { DictValue } from './dict-value.js';
import { ListValue } from './list-value.js';
import { SetValue } from './set-value.js';
import type { Value } from './value.js';
import { ViewValue } from './view-value.js';

/**
 * A text that is the same for two values exactly when Python takes them for the same key: 1, 1.0 and true are one.
 * @throws YaqlFault `TypeError`: a value of that type can be no key
 */
export function hashKey(value: Value, budget: Budget, level = 0): string {
  budget.visit(level);
  if (typeof value === 'string') {
    budget.stepOver(value.length);
    return textKey(value);
  }
  if (value === null || typeof value !== 'object') return scalarKey(value);
  const keyOf = (each: Value): string => hashKey(each, budget, level + 1);
  const key = structureKey(value, keyOf);
  budget.stepOver(key?.length ?? 0);
  return key ?? `i${budget.idOf(value)}`;
}

/** `hashKey` of a text. */
export function textKey(text: string): string {
  return `s${text}`;
}

function scalarKey(value: null | boolean | bigint | number | symbol): string {
  if (typeof value === 'boolean') return value ? 'n1' : 'n0';
  // In hexadecimal, since decimal digits of a long number take long.
  if (typeof value === 'bigint') return `n${value.toString(16)}`;
  if (typeof value === 'number') return Number.isInteger(value) ? scalarKey(BigInt(value)) : `f${value}`;
  return value === null ? 'null' : 'none';
}

/** Undefined: it is the same key only as itself. */
function structureKey(value: Value & object, keyOf: (each: Value) => string): string | undefined {
  if (value instanceof ListValue) {
    if (value.kind === 'list') throw unhashable('list');
    return `t${joined(value.items.map(keyOf))}`;
  }
  if (value instanceof DictValue) {
    if (value.kind === 'dict') throw unhashable('dict');
    return `d${joined([...value].map(([key, each]) => joined([keyOf(key), keyOf(each)])).sort())}`;
  }
  if (value instanceof SetValue) return `e${joined([...value].map(keyOf).sort())}`;
  if (value instanceof ViewValue && value.kind !== 'values') throw unhashable(viewName(value));
  if (value instanceof PatternValue) return `p${value.key}`;
  if (value instanceof DateTime) return `a${value.instant}`;
  return value instanceof TimeSpan ? `b${value.microseconds}` : undefined;
}

/** Lengths first, so that different parts never come to the same text. */
function joined(parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join('');
}

export function viewName(view: ViewValue): string {
  if (view.dict.kind === 'dict') return `dict_${view.kind}`;
  return { keys: 'KeysView', values: 'ValuesView', items: 'ItemsView' }[view.kind];
}

function unhashable(type: string): YaqlFault {
  return new YaqlFault('TypeError', `unhashable type: '${type}'`);
}
