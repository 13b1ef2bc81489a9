import { DictValue } from './dict-value.js';
import { bitLength, integerBytes } from './integer.js';
import { ListValue } from './list-value.js';
import { SetValue } from './set-value.js';
import { lengthOf } from '../../python/unicode.js';
import type { Value } from './value.js';

/**
 * Bytes that CPython 3.11 on a 64-bit machine says a value takes, without what it holds: exact for text, numbers and
 * tuples, near enough for the rest.
 */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return sizeOfText(value);
  if (typeof value === 'bigint') return integerBytes(bitLength(value));
  if (value === null) return 16;
  if (typeof value === 'boolean') return 28;
  if (typeof value !== 'object') return 24;
  if (value instanceof ListValue) return (value.kind === 'tuple' ? 40 : 56) + 8 * value.items.length;
  if (value instanceof DictValue) return value.kind === 'frozen' ? 56 : sizeOfDict(value.size);
  if (value instanceof SetValue) return sizeOfSet(value.size);
  // Iterators, views, contexts, dates: whatever they are, they are small.
  return 56;
}

function sizeOfText(text: string): number {
  if (/^[\0-\x7f]*$/.test(text)) return 49 + text.length;
  if (/^[\0-\xff]*$/.test(text)) return 73 + text.length;
  return /[\ud800-\udbff]/.test(text) ? 76 + 4 * lengthOf(text) : 74 + 2 * text.length;
}

const dictSizes = [
  [5, 224],
  [10, 352],
  [21, 632],
  [42, 1_168],
  [85, 2_264],
  [170, 4_688],
  [341, 9_304],
] as const;

/** Of Python's own dict, which grows in leaps. */
export function sizeOfDict(entries: number): number {
  if (entries === 0) return 64;
  return dictSizes.find(([most]) => entries <= most)?.[1] ?? 28 * entries;
}

const setSizes = [
  [4, 216],
  [18, 728],
  [76, 2_264],
  [306, 8_408],
] as const;

export function sizeOfSet(members: number): number {
  return setSizes.find(([most]) => members <= most)?.[1] ?? 32 * members;
}

/** Of the list that remembers what was read of an iterator. */
export function sizeOfGrowingList(items: number): number {
  return items === 0 ? 56 : 56 + 8 * (items + (items >> 3) + 6);
}

/** Of the queue of `generateMany`. */
export function sizeOfQueue(items: number): number {
  return 760 + 528 * Math.floor(items / 64);
}
