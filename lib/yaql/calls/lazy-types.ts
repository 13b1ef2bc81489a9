import { type Argument, Constant, Expression, Keyword, MappingExpression } from '../syntax/expression.js';
import { noValue, type Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';
import type { Call } from './call.js';
import type { Context } from './context.js';
import type { ParameterType } from './parameter-type.js';

/** Evaluates an argument with `$1`, `$2`, ... (`$` is the first) and named variables. */
export type Lambda = (args: readonly Value[], named?: ReadonlyMap<string, Value>) => Value;
/** As `Lambda`, in a context that the caller has made. */
export type ContextLambda = (context: Context) => Value;

/** An expression that the function evaluates as often as it wants. */
export const lambda: ParameterType<Lambda> = {
  lazy: true,
  accepts: () => true,
  convert: (argument, call) => {
    if (argument === null) throw new YaqlFault('TypeError', "'NoneType' object is not callable");
    return (args, named) => {
      const context = call.context.child();
      args.forEach((arg, index) => context.set(String(index + 1), arg));
      for (const [name, value] of named ?? []) context.set(name, value);
      return run(argument, noValue, context, call);
    };
  },
};

export const contextLambda: ParameterType<ContextLambda> = {
  lazy: true,
  accepts: () => true,
  convert: (argument, call) => (context) => run(argument, noValue, context, call),
};

/** What stands behind a dot: evaluated as a method of a value. */
export const methodLambda: ParameterType<(receiver: Value) => Value> = {
  lazy: true,
  accepts: (argument) => !(argument instanceof Expression) || argument.usesReceiver,
  convert: (argument, call) => (receiver) => run(argument, receiver, call.context.child(), call),
};

/** The two sides of `source => destination`, each to be evaluated when it is wanted. */
export interface LazyMapping {
  source(): Value;
  destination(): Value;
}

export const lazyMapping: ParameterType<LazyMapping> = {
  lazy: true,
  accepts: (argument) => argument instanceof MappingExpression,
  convert(argument, call) {
    if (!(argument instanceof MappingExpression)) throw new Error('A mapping was evaluated');
    const evaluate = (part: Expression): Value => run(part, call.receiver, call.context, call);
    return {
      source: () => evaluate(argument.source),
      destination: () => evaluate(argument.destination),
    };
  },
};

/** An expression as it is, to be handed on. */
export const expression: ParameterType<Expression> = {
  lazy: true,
  accepts: (argument) => argument instanceof Expression,
  convert: (argument) => argument as Expression,
};

/** A bare word. */
export const keyword: ParameterType<Keyword> = {
  lazy: false,
  accepts: (argument) => argument instanceof Keyword,
  convert: (argument) => argument as Keyword,
};

/** Text that was written out. */
export const textConstant: ParameterType<string> = {
  lazy: false,
  accepts: (argument) => argument instanceof Constant && typeof argument.value === 'string',
  convert: (argument) => (argument instanceof Constant ? String(argument.value) : ''),
};

function run(argument: Argument, receiver: Value, context: Context, call: Call): Value {
  return argument instanceof Expression ? call.engine.evaluate(argument, receiver, context) : argument;
}
