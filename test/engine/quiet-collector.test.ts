import assert from 'node:assert/strict';
import { collectGarbage } from '../../services/engine/collect-garbage.js';
import { QuietCollector } from '../../services/engine/quiet-collector.js';
import { ManualClock } from '../support/manual-clock.js';

const MB = 2 ** 20;

describe('garbage of an engine', () => {
  it('is collected once, and only when there was nothing to do for a while', async () => {
    const { clock, heap, collector } = bench();
    heap.bytes = 500 * MB;
    for (let i = 0; i < 10; i += 1) {
      collector.worked();
      await clock.pass(5_000);
    }
    assert.equal(heap.collections, 0, 'it works all the time');
    await clock.pass(20_000);
    assert.equal(heap.collections, 1);
    await clock.pass(3_600_000);
    assert.equal(heap.collections, 1);
    assert.equal(clock.pending, 0, 'nothing ticks while nothing happens');
  });

  it('is left alone while somebody reads', async () => {
    const { clock, heap, collector } = bench();
    heap.bytes = 500 * MB;
    heap.busy = 0.5;
    collector.worked();
    await clock.pass(60_000);
    assert.equal(heap.collections, 0);
    heap.busy = 0.01;
    await clock.pass(10_000);
    assert.equal(heap.collections, 1);
  });

  it('is not looked for again before there is much of it', async () => {
    const { clock, heap, collector } = bench();
    for (const [bytes, collections] of [[150, 0], [500, 1], [250, 1], [270, 2]] as const) {
      heap.bytes = bytes * MB;
      collector.worked();
      await clock.pass(20_000);
      assert.equal(heap.collections, collections, `${String(bytes)} MB`);
    } // prettier-ignore
  });

  it('is given back to the system, also where it lies between what is kept', () => {
    // What other tests have left behind would take in what is made here.
    collectGarbage();
    const before = process.memoryUsage().heapTotal;
    const all = Array.from({ length: 600_000 }, (_, i) => ({ text: String(i), list: [i, i + 0.5] }));
    const kept = all.filter((_, i) => i % 10 === 0);
    all.length = 0;
    const full = process.memoryUsage().heapTotal;
    collectGarbage();
    const after = process.memoryUsage().heapTotal;
    assert.ok(full - before > 30 * MB, 'the test makes a difference');
    assert.ok(
      after - before < (full - before) / 2,
      `${String(before)}, then ${String(full)}, then ${String(after)}`,
    );
    assert.equal(kept.length, 60_000);
  });
});

/** An engine with 100 MB, of which each collection leaves 200. */
function bench() {
  const heap = { bytes: 100 * MB, busy: 0, collections: 0 };
  const clock = new ManualClock();
  const collector = new QuietCollector({
    clock,
    heapBytes: () => heap.bytes,
    busy: () => heap.busy,
    collect: () => {
      heap.bytes = 200 * MB;
      heap.collections += 1;
    },
  });
  return { clock, heap, collector };
}
