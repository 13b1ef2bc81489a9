import type { Budget } from '../budget.js';
import { IteratorValue } from './iterator-value.js';
import { sizeOfGrowingList } from './size-of.js';
import type { Value } from './value.js';

/** An iterator that begins anew each time it is gone through: what was read of the one it stands for is kept. */
export class MemorizedValue extends IteratorValue {
  private readonly startAgain: () => MemorizedValue;

  constructor(iterator: IteratorValue, budget: Budget, seen: Value[] = []) {
    super(replay(iterator, budget, seen), budget);
    this.startAgain = () => new MemorizedValue(iterator, budget, seen);
  }

  override [Symbol.iterator](): Iterator<Value> {
    const again = this.startAgain();
    return { next: () => again.next() };
  }
}

function* replay(iterator: IteratorValue, budget: Budget, seen: Value[]): Generator<Value, void> {
  for (let index = 0; ; index++) {
    if (index === seen.length) {
      const next = iterator.next();
      if (next.done === true) return;
      seen.push(next.value);
      budget.quota(sizeOfGrowingList(seen.length));
    }
    yield seen[index] ?? null;
  }
}
