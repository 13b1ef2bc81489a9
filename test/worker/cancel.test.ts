import assert from 'node:assert/strict';
import { settled } from '../support/manual-clock.js';
import { job, named, sessionWith, SteeredHandler, withFence, type UnderTest } from './session-under-test.js';

describe('a job that is cancelled', () => {
  let handler: SteeredHandler;
  let at: UnderTest;
  const cancel = (fence = 1) => {
    at.transport.say({ kind: 'cancel', refs: [{ jobId: 'j1', fence }] });
  };
  const told = () => at.reports().map((report) => [report.outcome, report.physicalId, report.error]);
  const made = () => at.reports().map((report) => report.made);

  beforeEach(async () => {
    handler = new SteeredHandler();
    at = sessionWith(handler);
    await at.connect();
  });

  it('tells the id that its handler has saved', async () => {
    await at.push(job());
    const saving = handler.last.call.checkpoint({ physicalId: 'p1' });
    at.transport.say({ kind: 'checkpointSaved', ref: job().ref, number: 1 });
    await saving;
    cancel();
    handler.last.fail(handler.last.call.signal.reason);
    await settled();
    assert.deepEqual(told(), [['aborted', 'p1', 'cancelled by the engine']]);
  });

  it('tells the id that its handler was about to save, and does not let it go on', async () => {
    await at.push(job());
    const saving = handler.last.call.checkpoint({ physicalId: 'p1' });
    cancel();
    await assert.rejects(saving, { name: 'AbortError' });
    await assert.rejects(handler.last.call.checkpoint({ physicalId: 'p2' }), { name: 'AbortError' });
    handler.last.fail(named('Transient', 'stopped half way'));
    await settled();
    assert.deepEqual(told(), [['aborted', 'p1', 'stopped half way']]);
    assert.deepEqual(made(), [true]);
  });

  it('tells the id of the thing that it changes or deletes', async () => {
    await at.push(job({ action: 'delete', physicalId: 'p1' }));
    cancel();
    handler.last.fail(handler.last.call.signal.reason);
    await settled();
    assert.deepEqual(told(), [['aborted', 'p1', 'cancelled by the engine']]);
    assert.deepEqual(made(), [false], 'it did not bring it about');
  });

  it('is awaited when its handler does not listen, and has succeeded when that did', async () => {
    await at.push(withFence(1));
    const deaf = handler.last;
    cancel();
    await at.push(withFence(2));
    await at.clock.pass(3_600_000);
    assert.deepEqual(told(), []);
    assert.equal(at.slots.running, 1);
    assert.equal(handler.calls.length, 1);
    deaf.end({ physicalId: 'p1', observation: { status: 'ready' } });
    await settled();
    assert.deepEqual(told(), [['succeeded', 'p1', '']]);
    assert.equal(at.reports()[0]?.observation?.status, 'ready');
    assert.equal(handler.calls.length, 2);
  });

  it('hears of it once, however often it is cancelled', async () => {
    await at.push(job());
    let heard = 0;
    handler.last.call.signal.addEventListener('abort', () => (heard += 1));
    cancel();
    cancel();
    assert.equal(heard, 1);
  });

  it('is left alone by a cancel that means another run of it', async () => {
    await at.push(withFence(2));
    cancel(1);
    cancel(3);
    assert.equal(handler.last.call.signal.aborted, false);
  });
});
