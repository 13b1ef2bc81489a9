import assert from 'node:assert/strict';
import { OverdueTimer } from '../../services/engine/app/overdue-timer.js';
import { ProcessClock, SimTime } from '../simulator/sim-time.js';

const DAY_MS = 86_400_000;

describe('the timer for all that may take too long', () => {
  let time: SimTime;
  let clock: ProcessClock;
  let due: Map<string, number>;
  let rung: string[];
  let timer: OverdueTimer;

  beforeEach(() => {
    time = new SimTime();
    clock = new ProcessClock(time);
    due = new Map();
    rung = [];
    timer = new OverdueTimer(clock, (nowMs) => {
      for (const [name, dueMs] of due) {
        if (dueMs > nowMs) continue;
        rung.push(`${name} ${String(Math.round(time.nowMs))}`);
        due.delete(name);
      }
      return Math.min(...due.values());
    });
  });

  function begins(name: string, ms: number): void {
    due.set(name, clock.monotonic() + ms);
    timer.ringBy(clock.monotonic() + ms);
  }

  async function untilQuiet(): Promise<number> {
    let steps = 0;
    while (await time.step()) steps += 1;
    return steps;
  }

  it('rings for each in its time, whichever came first', async () => {
    begins('long', 900);
    begins('short', 20);
    begins('other', 400);
    await untilQuiet();
    assert.deepEqual(rung, ['short 20', 'other 400', 'long 900']);
  });

  it('is set once for many that may take equally long', async () => {
    for (let i = 0; i < 100; i += 1) begins(String(i), 1_000);
    const steps = await untilQuiet();
    assert.equal(rung.length, 100);
    assert.equal(steps, 1);
  });

  it('rings in vain for what has ended, and in time for the rest', async () => {
    begins('ended', 50);
    begins('left', 70);
    due.delete('ended');
    await untilQuiet();
    assert.deepEqual(rung, ['left 70']);
  });

  it('waits for months', async () => {
    begins('long', 40.5 * DAY_MS);
    await untilQuiet();
    assert.deepEqual(rung, [`long ${String(40.5 * DAY_MS)}`]);
  });
});
