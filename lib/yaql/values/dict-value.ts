import type { Budget } from '../budget.js';
import { hashKey, textKey } from './hash-key.js';
import type { Value } from './value.js';

export type Entry = readonly [key: Value, value: Value];

/** A dict in the order in which its keys came: yaql's own, which can be a key, or Python's, which cannot. */
export class DictValue {
  private readonly entries = new Map<string, Entry>();

  constructor(readonly kind: 'frozen' | 'dict' = 'frozen') {}

  static of(entries: Iterable<Entry>, budget: Budget, kind?: 'frozen' | 'dict'): DictValue {
    const dict = new DictValue(kind);
    for (const [key, value] of entries) dict.set(key, value, budget);
    return dict;
  }

  get size(): number {
    return this.entries.size;
  }

  /** Undefined: no such key. @throws YaqlFault `TypeError`: a value of that type can be no key */
  get(key: Value, budget: Budget): Value | undefined {
    return this.entries.get(hashKey(key, budget))?.[1];
  }

  has(key: Value, budget: Budget): boolean {
    return this.entries.has(hashKey(key, budget));
  }

  /** For those who have just made it. A key that equals one that is there leaves that one in its place. */
  set(key: Value, value: Value, budget: Budget): void {
    budget.step();
    const hash = hashKey(key, budget);
    this.entries.set(hash, [this.entries.get(hash)?.[0] ?? key, value]);
  }

  /** As `set`, for text that costs nothing. */
  setText(key: string, value: Value): void {
    this.entries.set(textKey(key), [key, value]);
  }

  /** For those who have just made it. */
  delete(key: Value, budget: Budget): void {
    // Python looks at the key only when there is something to look for.
    if (this.entries.size > 0) this.entries.delete(hashKey(key, budget));
  }

  [Symbol.iterator](): IterableIterator<Entry> {
    return this.entries.values();
  }
}
