import { Context } from '../calls/context.js';
import { DateTime } from '../dates/date-time.js';
import { TimeSpan } from '../dates/time-span.js';
import { PatternValue } from '../../python/pattern/pattern-value.js';
import { DictValue } from './dict-value.js';
import { viewName } from './hash-key.js';
import { ListValue } from './list-value.js';
import { SetValue } from './set-value.js';
import type { Value } from './value.js';
import { ViewValue } from './view-value.js';

/** What a value that JSON cannot say is, for a message: "a date". */
export function typeName(value: Value): string {
  if (value instanceof DateTime) return 'a date';
  if (value instanceof TimeSpan) return 'a timespan';
  if (value instanceof PatternValue) return 'a regular expression';
  if (value instanceof Context) return 'a context, as let() and def() give';
  return 'an argument that was left out';
}

/** The name of its type in Python's messages. */
export function pythonTypeName(value: Value): string {
  if (value === null) return 'NoneType';
  const scalar = { boolean: 'bool', bigint: 'int', number: 'float', string: 'str' }[typeof value as string];
  if (scalar !== undefined) return scalar;
  if (value instanceof ListValue) return value.kind;
  if (value instanceof DictValue) return value.kind === 'frozen' ? 'FrozenDict' : 'dict';
  if (value instanceof SetValue) return 'frozenset';
  if (value instanceof ViewValue) return viewName(value);
  if (value instanceof DateTime) return 'datetime.datetime';
  if (value instanceof TimeSpan) return 'datetime.timedelta';
  if (value instanceof PatternValue) return 're.Pattern';
  return value instanceof Context ? 'Context' : 'generator';
}
