import { Constant, Expression, type Argument } from '../syntax/expression.js';
import type { DateTime } from '../dates/date-time.js';
import type { TimeSpan } from '../dates/time-span.js';
import type { PatternValue } from '../../python/pattern/pattern-value.js';
import type { DictValue } from '../values/dict-value.js';
import { isCollection, isSet, limited } from '../values/iterate.js';
import type { IteratorValue } from '../values/iterator-value.js';
import type { ListValue } from '../values/list-value.js';
import type { OrderedValue } from '../values/ordered-value.js';
import type { SetValue } from '../values/set-value.js';
import type { Collection, MappingRule, Value } from '../values/value.js';
import type { ViewValue } from '../values/view-value.js';
import type { Call } from './call.js';
import type { Context } from './context.js';
import type { ParameterType } from './parameter-type.js';
import * as python from './python-class.js';

/** Types of arguments that are evaluated before the call. `orNull` of one takes null too. */
export const anything = plain<Value>(python.object, { nullable: true });
export const notNull = plain<Exclude<Value, null>>(python.object);
export const nothing = plain<null>(python.noneType, { nullable: true });
export const text = plain<string>(python.str);
export const flag = plain<boolean>(python.bool);
/** A whole number; true and false are ones too. */
export const int = plain<bigint | boolean>(python.int);
/** A whole number, no truth value. */
export const integer = plain<bigint>(python.int, { only: (value) => typeof value !== 'boolean' });
export const list = plain<ListValue>(python.sequence);
export const dict = plain<DictValue>(python.mapping);
export const set = plain<SetValue | ViewValue>(python.set);
export const iterator = plain<IteratorValue>(python.iterator);
export const ordered = plain<OrderedValue>(python.ordering);
export const pattern = plain<PatternValue>(python.pattern);
export const context = plain<Context>(python.context);
export const dateTime = plain<DateTime>(python.dateTime);
export const timeSpan = plain<TimeSpan>(python.timeSpan);
export const mappingRule = plain<MappingRule>(python.mappingRule);

/** Whole or not, but no truth value. It has no class of its own, so it is never the narrower one. */
export const number: ParameterType<bigint | number> = evaluated((value) => isNumber(value));

/** What can be gone through, with the limit on how far. */
export const iterable: ParameterType<Collection> = {
  ...plain<Collection>(python.iterable, { only: isCollection }),
  convert: (argument, call) => limited(converted(argument, call) as Collection, call.budget),
};

export const iterableButNoSet: ParameterType<Collection> = {
  ...iterable,
  accepts: (argument) => iterable.accepts(argument) && !isSet(valueOf(argument)),
};

/** Takes null as well; a lazy one only when it is no expression, that is when it was left out. */
export function orNull<T>(type: ParameterType<T>): ParameterType<T | null> {
  return {
    ...type,
    accepts: (argument) => valueOf(argument) === null || type.accepts(argument),
    convert(argument, call) {
      const value = type.lazy ? argument : valueOf(argument);
      return value === null ? null : type.convert(argument, call);
    },
  };
}

function isNumber(value: Value): boolean {
  return typeof value === 'bigint' || typeof value === 'number';
}

function plain<T extends Value>(
  pythonClass: python.PythonClass,
  { nullable = false, only }: { readonly nullable?: boolean; readonly only?: (value: Value) => boolean } = {},
): ParameterType<T> {
  const holds = (value: Value): boolean =>
    value === null ? nullable : pythonClass.holds(value) && only?.(value) !== false;
  return { ...evaluated<T>(holds), pythonClass };
}

function evaluated<T extends Value>(holds: (value: Value) => boolean): ParameterType<T> {
  return {
    lazy: false,
    accepts(argument) {
      const value = valueOf(argument);
      return value instanceof Expression || holds(value);
    },
    // Only what was accepted is converted.
    convert: (argument, call) => converted(argument, call) as T,
  };
}

function converted(argument: Argument, call: Call): Value {
  const value = valueOf(argument);
  if (value instanceof Expression) throw new Error('An argument was not evaluated');
  call.engine.quota(value);
  return value;
}

function valueOf(argument: Argument): Argument {
  return argument instanceof Constant ? argument.value : argument;
}
