import type { Budget } from '../budget.js';
import { equal } from '../values/equality.js';
import { iterate } from '../values/iterate.js';
import { IteratorValue } from '../values/iterator-value.js';
import { ListValue } from '../values/list-value.js';
import { noValue, type Collection, type Value } from '../values/value.js';
import type { Context } from './context.js';
import type { Engine } from './engine.js';
import type { Argument } from '../syntax/expression.js';

/** What a function of the library may ask of the call it serves. */
export class Call {
  readonly budget: Budget;

  constructor(
    readonly engine: Engine,
    /** Made for this call, inside the caller's. */
    readonly context: Context,
    /** `noValue`: it was called as a function. */
    readonly receiver: Value,
  ) {
    this.budget = engine.budget;
  }

  /** Calls a function by its name, whichever the arguments and `def` make of it. */
  invoke(name: string, ...args: readonly Argument[]): Value {
    return this.engine.invoke({ name, context: this.context.child(), receiver: noValue, args });
  }

  invokeMethod(name: string, receiver: Value, ...args: readonly Argument[]): Value {
    return this.engine.invoke({ name, context: this.context.child(), receiver, args });
  }

  iterate(collection: Collection): Generator<Value, void> {
    return iterate(collection, this.budget);
  }

  /** A sequence that is worked out while it is read. */
  lazily(source: Iterator<Value>): IteratorValue {
    return new IteratorValue(source, this.budget);
  }

  equal(a: Value, b: Value): boolean {
    return equal(a, b, this.budget);
  }

  /** The elements as a tuple, in the way of `toList()`. */
  toList(collection: Collection): readonly Value[] {
    const list = this.invokeMethod('toList', collection);
    return list instanceof ListValue ? list.items : [];
  }
}
