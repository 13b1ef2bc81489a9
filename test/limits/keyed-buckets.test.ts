import assert from 'node:assert/strict';
import { ExpiringMap } from '../../lib/expiring-map.js';
import { KeyedBuckets } from '../../lib/keyed-buckets.js';

describe('keyed buckets', () => {
  it('have a rate for each key, and a burst after a rest', () => {
    const buckets = new KeyedBuckets({ perSecond: 2, burst: 3 });
    const take = (key: string, nowMs: number) => buckets.take(key, nowMs);
    assert.deepEqual([take('a', 0), take('a', 0), take('a', 0), take('a', 0), take('b', 0)], [0, 0, 0, 500, 0]); // prettier-ignore
    assert.deepEqual([buckets.waitMs('a', 250), buckets.waitMs('c', 250)], [250, 0]);
    assert.deepEqual([take('a', 500), take('a', 500)], [0, 500]);
    buckets.giveBack('a');
    assert.equal(take('a', 500), 0);
  });

  it('are forgotten when nobody uses them, and never more than so many', () => {
    const buckets = new KeyedBuckets({ perSecond: 1, burst: 1 }, 3);
    for (const key of ['a', 'b', 'c']) buckets.take(key, 0);
    assert.equal(buckets.size, 3);
    buckets.take('d', 0);
    assert.equal(buckets.size, 3);
    // The one that went begins anew; those that are left do not.
    assert.equal(buckets.waitMs('a', 0), 0);
    assert.equal(buckets.waitMs('b', 0), 1_000);
    buckets.take('e', 10_000);
    assert.equal(buckets.size, 1);
  });
});

describe('expiring map', () => {
  it('has values until their time is over, and drops the oldest', () => {
    const map = new ExpiringMap<number>(2);
    map.set('a', 1, 10);
    map.set('b', 2, 20);
    assert.deepEqual([map.get('a', 9), map.get('a', 10), map.get('b', 10)], [1, undefined, 2]);
    map.set('c', 3, 20);
    map.set('d', 4, 20);
    assert.deepEqual([map.get('b', 10), map.get('c', 10), map.get('d', 10)], [undefined, 3, 4]);
  });
});
