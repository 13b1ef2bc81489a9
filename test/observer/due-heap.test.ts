import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DueHeap } from '../../services/observer/due-heap.js';

describe('a heap of due times', () => {
  it('gives them in order, those that were dropped excepted', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (dues) => {
        const heap = new DueHeap<number>();
        dues.forEach((due) => {
          heap.push(due, due % 3);
        });
        heap.retain((due, item) => item === due % 3 && item !== 1);
        const popped: number[] = [];
        while (heap.size > 0) {
          const { earliest } = heap;
          const next = heap.pop();
          assert.equal(next?.due, earliest);
          popped.push(earliest);
        }
        assert.deepEqual(
          popped,
          dues.filter((due) => due % 3 !== 1).sort((a, b) => a - b),
        );
        assert.equal(heap.earliest, Number.POSITIVE_INFINITY);
      }),
    );
  });
});
