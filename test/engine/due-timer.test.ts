import assert from 'node:assert/strict';
import type { Clock } from '../../lib/clock.js';
import { setDueTimer } from '../../services/engine/app/due-timer.js';
import type { Fact } from '../../services/engine/app/facts.js';
import type { Instance } from '../../services/engine/core/instance.js';

const DAY_MS = 86_400_000;

describe('the timer of an instance', () => {
  it('rings when it is due, also when that is months away', () => {
    let nowMs = 1_700_000_000_000;
    const dueMs = nowMs + 40.5 * DAY_MS;
    const set: { ms: number; fn: () => void }[] = [];
    const clock: Clock = {
      now: () => nowMs,
      monotonic: () => nowMs,
      setTimer: (ms, fn) => {
        set.push({ ms, fn });
        return () => undefined;
      },
    };
    const told: Fact[] = [];
    const instance = { ordinal: 3, timer: { purpose: 'pending', dueMs, rung: false } } as unknown as Instance;
    setDueTimer(clock, (_stack, fact) => told.push(fact), 'stack', instance);
    for (let timer = set.shift(); timer; timer = set.shift()) {
      assert.ok(timer.ms < 2 ** 31, 'Node would ring at once');
      assert.deepEqual(told, []);
      nowMs += timer.ms;
      timer.fn();
    }
    assert.equal(nowMs, dueMs);
    assert.deepEqual(told, [{ kind: 'due', ordinal: 3, dueMs }]);
  });
});
