import type { Budget } from '../budget.js';
import {
  CallExpression,
  Constant,
  type Expression,
  MappingExpression,
  Parentheses,
  type Argument,
} from '../syntax/expression.js';
import { sizeOf } from '../values/size-of.js';
import { MappingRule, type Value } from '../values/value.js';
import { Call } from './call.js';
import { choose } from './choose-overload.js';
import type { Context } from './context.js';

/** What the outside gives an evaluation. */
export interface Sources {
  /** Milliseconds since 1970. Absent: functions that want the time fail. */
  readonly now?: () => number;
  /** From 0 up to 1. Absent: functions that want chance fail. */
  readonly random?: () => number;
}

export interface Invocation {
  readonly name: string;
  /** Where the name is looked up, and arguments are evaluated. */
  readonly context: Context;
  /** `noValue`: a function is called, no method. */
  readonly receiver: Value;
  readonly args: readonly Argument[];
  readonly named?: ReadonlyMap<string, Value>;
}

/** One evaluation of an expression. */
export class Engine {
  constructor(
    readonly budget: Budget,
    readonly sources: Sources,
  ) {}

  evaluate(expression: Expression, receiver: Value, context: Context): Value {
    let inner = expression;
    while (inner instanceof Parentheses) inner = inner.inner;
    if (inner instanceof Constant) return inner.value;
    if (inner instanceof MappingExpression) {
      const source = this.evaluate(inner.source, receiver, context);
      return new MappingRule(source, this.evaluate(inner.destination, receiver, context));
    }
    if (!(inner instanceof CallExpression)) throw new Error('An expression of no known kind');
    return this.invoke({ name: inner.name, context, receiver, args: inner.args });
  }

  /** @throws YaqlFault: no function of that name takes these arguments, or it failed */
  invoke(invocation: Invocation): Value {
    const { budget } = this;
    budget.step();
    try {
      budget.enterCall();
      const bound = choose(invocation, this);
      const call = new Call(this, invocation.context.child(), invocation.receiver);
      const { args, rest, named } = bound.convert(call);
      const result = bound.definition.body(call, args, rest, named);
      const size = sizeOf(result);
      budget.quota(size);
      budget.count(size);
      return result;
    } finally {
      budget.leaveCall();
    }
  }

  /** Checks that a value is not larger than one may be. */
  quota(value: Value): void {
    if (typeof value === 'string') this.budget.stepOver(value.length);
    this.budget.quota(sizeOf(value));
  }
}
