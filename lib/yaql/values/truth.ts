import { TimeSpan } from '../dates/time-span.js';
import { DictValue } from './dict-value.js';
import { ListValue } from './list-value.js';
import { SetValue } from './set-value.js';
import type { Value } from './value.js';
import { ViewValue } from './view-value.js';

/** Whether Python takes it for true: not null, false, zero, nor anything empty. */
export function truthy(value: Value): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value) || Number.isNaN(value);
  if (value instanceof ListValue) return value.items.length > 0;
  if (value instanceof DictValue || value instanceof SetValue || value instanceof ViewValue) {
    return value.size > 0;
  }
  return !(value instanceof TimeSpan) || value.microseconds !== 0n;
}
