import type { DictValue } from './dict-value.js';
import { ListValue } from './list-value.js';
import type { Value } from './value.js';

/** What `keys()`, `values()` and `items()` of a dict give. */
export class ViewValue {
  constructor(
    readonly kind: 'keys' | 'values' | 'items',
    readonly dict: DictValue,
  ) {}

  get size(): number {
    return this.dict.size;
  }

  *[Symbol.iterator](): IterableIterator<Value> {
    for (const entry of this.dict) {
      if (this.kind === 'items') yield new ListValue(entry);
      else yield this.kind === 'keys' ? entry[0] : entry[1];
    }
  }
}
