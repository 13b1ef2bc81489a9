import type { Value } from './value.js';

/** Python's tuple, which most sequences are, or its list, which can be no key and equals no tuple. */
export class ListValue {
  constructor(
    readonly items: readonly Value[],
    readonly kind: 'tuple' | 'list' = 'tuple',
  ) {}
}
