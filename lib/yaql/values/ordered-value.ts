import type { Budget } from '../budget.js';
import { iterate } from './iterate.js';
import type { Collection, Value } from './value.js';

/** Compares by one field: less than 0, 0, more than 0. */
export type Comparison = (left: Value, right: Value) => number;

/** A sequence that is sorted when it is first read; `thenBy` adds fields to it. */
export class OrderedValue {
  private readonly fields: Comparison[] = [];
  private sorted: readonly Value[] | undefined;

  constructor(
    private readonly collection: Collection,
    private readonly budget: Budget,
  ) {}

  add(field: Comparison): void {
    this.fields.push(field);
  }

  [Symbol.iterator](): Iterator<Value> {
    this.sorted ??= [...iterate(this.collection, this.budget)].sort((a, b) => this.compare(a, b));
    return this.sorted.values();
  }

  private compare(a: Value, b: Value): number {
    for (const field of this.fields) {
      this.budget.step();
      const order = field(a, b);
      if (order !== 0) return order;
    }
    return 0;
  }
}
