import assert from 'node:assert/strict';
import { noticeStandStill } from '../../services/worker/stand-still.js';
import { ManualClock, settled } from '../support/manual-clock.js';
import { job, sessionWith, SteeredHandler } from './session-under-test.js';

describe('a process that stood still', () => {
  it('notices it at its first tick afterwards, and not while it goes on', async () => {
    const clock = new ManualClock();
    const stood: number[] = [];
    const stop = noticeStandStill(clock, 30_000, (ms) => stood.push(ms));
    await clock.pass(120_000);
    assert.deepEqual(stood, []);
    clock.leap(45_000);
    await clock.pass(1_000);
    assert.equal(stood.length, 1);
    assert.ok((stood[0] ?? 0) >= 44_000);
    stop();
    assert.equal(clock.pending, 0);
  });

  it('does not begin what lies in its stream, and is greeted anew', async () => {
    const handler = new SteeredHandler();
    const at = sessionWith(handler);
    await at.connect();
    await at.push(job());
    at.session.reset();
    at.jobs.abortAll('it stood still');
    await settled();
    assert.equal(at.session.connected, false);
    assert.equal(handler.last.call.signal.aborted, true);
    handler.last.fail(handler.last.call.signal.reason);
    await settled();
    await at.connect();
    assert.deepEqual(
      at.reports().map(({ outcome }) => outcome),
      ['aborted'],
    );
  });
});
