import type { Budget } from '../budget.js';
import { YaqlFault } from '../yaql-fault.js';
import type { Value } from './value.js';

/** A sequence that is worked out while it is read, and can be read once. What was left unread is there for the next reader. */
export class IteratorValue {
  private running = false;

  constructor(
    private readonly source: Iterator<Value>,
    private readonly budget: Budget,
  ) {}

  next(): IteratorResult<Value, unknown> {
    if (this.running) throw new YaqlFault('ValueError', 'generator already executing');
    this.budget.step();
    this.running = true;
    try {
      this.budget.enterSequence();
      return this.source.next();
    } finally {
      this.running = false;
      this.budget.leaveSequence();
    }
  }

  [Symbol.iterator](): Iterator<Value> {
    return { next: () => this.next() };
  }
}
