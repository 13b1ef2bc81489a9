import assert from 'node:assert/strict';
import { settled } from '../support/manual-clock.js';
import { job, sessionWith, SteeredHandler, type UnderTest } from './session-under-test.js';

describe('a job that is not its engine’s any more', () => {
  let handler: SteeredHandler;
  let at: UnderTest;
  beforeEach(async () => {
    handler = new SteeredHandler();
    at = sessionWith(handler);
    await at.connect();
    await at.push(job());
  });

  const isNotOurs = async () => {
    at.transport.say({ kind: 'notOurs', refs: [job().ref] });
    await settled();
  };
  const aborted = () => handler.last.call.signal.aborted;

  it('goes on for as long as an engine may take to claim it, and is aborted before another worker gets it', async () => {
    await isNotOurs();
    await at.clock.pass(29_999);
    assert.equal(aborted(), false);
    await at.clock.pass(1);
    assert.equal(aborted(), true);
  });

  it('goes on once an engine pushes it again, or counts on it', async () => {
    await isNotOurs();
    await at.push(job());
    await at.clock.pass(60_000);
    assert.equal(aborted(), false);
    await isNotOurs();
    at.transport.say({ kind: 'goOn', refs: [job().ref] });
    await at.clock.pass(60_000);
    assert.equal(aborted(), false);
    assert.equal(handler.calls.length, 1);
  });

  it('has its time anew each time it is given away', async () => {
    await isNotOurs();
    await at.clock.pass(20_000);
    await at.push(job());
    await isNotOurs();
    await at.clock.pass(29_999);
    assert.equal(aborted(), false);
    await at.clock.pass(1);
    assert.equal(aborted(), true);
  });
});
