import type { Budget } from '../budget.js';
import { hashKey } from './hash-key.js';
import type { Value } from './value.js';

/** A set, in the order in which its members came: Python's has an order of its own, which differs from run to run. */
export class SetValue {
  private readonly members = new Map<string, Value>();

  static of(values: Iterable<Value>, budget: Budget): SetValue {
    const set = new SetValue();
    for (const value of values) set.add(value, budget);
    return set;
  }

  get size(): number {
    return this.members.size;
  }

  has(value: Value, budget: Budget): boolean {
    return this.members.has(hashKey(value, budget));
  }

  /** For those who have just made it. */
  add(value: Value, budget: Budget): void {
    budget.step();
    const hash = hashKey(value, budget);
    if (!this.members.has(hash)) this.members.set(hash, value);
  }

  [Symbol.iterator](): IterableIterator<Value> {
    return this.members.values();
  }
}
