import type { Budget } from '../budget.js';
import { Context } from '../calls/context.js';
import { dateTimeRepr, dateTimeText } from '../dates/date-time-text.js';
import { DateTime } from '../dates/date-time.js';
import { timeSpanRepr, timeSpanText } from '../dates/time-span-text.js';
import { TimeSpan } from '../dates/time-span.js';
import { patternRepr } from '../../python/pattern/pattern-repr.js';
import { PatternValue } from '../../python/pattern/pattern-value.js';
import { DictValue } from './dict-value.js';
import { floatText } from '../../python/float-text.js';
import { viewName } from './hash-key.js';
import { bitLength, integerText, stepOverBits } from './integer.js';
import { ListValue } from './list-value.js';
import { SetValue } from './set-value.js';
import { stringRepr } from '../../python/string-repr.js';
import type { Value } from './value.js';
import { ViewValue } from './view-value.js';

/** A constant as it stands in a message. */
export function shownConstant(value: null | boolean | bigint | number | string): string {
  return typeof value === 'string' ? value : scalarText(value);
}

/**
 * Python's `str` of a value. What Python shows with an address in memory is shown by its kind: `<iterator>`.
 * @throws YaqlFault `MemoryQuotaExceededException`: the text would be longer than a value may be
 */
export function textOf(value: Value, budget: Budget): string {
  if (typeof value === 'string') return value;
  if (value instanceof DateTime) return dateTimeText(value);
  if (value instanceof TimeSpan) return timeSpanText(value);
  return reprOf(value, budget);
}

/** Python's `repr` of a value. @throws YaqlFault as `textOf` */
export function reprOf(value: Value, budget: Budget): string {
  const writer = new Writer(budget);
  writer.write(value, 0);
  return writer.text;
}

class Writer {
  text = '';

  constructor(private readonly budget: Budget) {}

  write(value: Value, level: number): void {
    this.budget.visit(level);
    if (typeof value === 'bigint') stepOverBits(bitLength(value), this.budget);
    if (typeof value === 'string') this.add(stringRepr(value));
    else if (value === null || typeof value !== 'object') this.add(scalarText(value));
    else if (value instanceof ListValue) this.writeList(value, level);
    else if (value instanceof DictValue) this.writeDict(value, level);
    else if (value instanceof SetValue) this.writeSet(value, level);
    else if (value instanceof ViewValue) this.writeView(value, level);
    else this.add(otherText(value));
  }

  private writeList({ items, kind }: ListValue, level: number): void {
    this.add(kind === 'tuple' ? '(' : '[');
    this.writeItems(items, level);
    if (kind === 'list') this.add(']');
    else this.add(items.length === 1 ? ',)' : ')');
  }

  private writeDict(dict: DictValue, level: number): void {
    this.add('{');
    let first = true;
    for (const [key, value] of dict) {
      if (!first) this.add(', ');
      first = false;
      this.write(key, level + 1);
      this.add(': ');
      this.write(value, level + 1);
    }
    this.add('}');
  }

  private writeSet(set: SetValue, level: number): void {
    if (set.size === 0) return this.add('frozenset()');
    this.add('frozenset({');
    this.writeItems(set, level);
    this.add('})');
  }

  private writeView(view: ViewValue, level: number): void {
    this.add(`${viewName(view)}(`);
    if (view.dict.kind === 'frozen') this.writeDict(view.dict, level);
    else {
      this.add('[');
      this.writeItems(view, level);
      this.add(']');
    }
    this.add(')');
  }

  private writeItems(items: Iterable<Value>, level: number): void {
    let first = true;
    for (const item of items) {
      if (!first) this.add(', ');
      first = false;
      this.write(item, level + 1);
    }
  }

  private add(text: string): void {
    this.budget.stepOver(text.length);
    this.text += text;
    this.budget.checkText(this.text.length);
  }
}

function scalarText(value: null | boolean | bigint | number | symbol): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return integerText(value);
  return typeof value === 'number' ? floatText(value) : '<NoValue>';
}

function otherText(value: Value & object): string {
  if (value instanceof DateTime) return dateTimeRepr(value);
  if (value instanceof TimeSpan) return timeSpanRepr(value);
  if (value instanceof PatternValue) return patternRepr(value);
  return value instanceof Context ? '<context>' : '<iterator>';
}
