import assert from 'node:assert/strict';
import { leave } from '../../services/worker/leave.js';
import { Progress } from '../../services/worker/progress.js';
import { someJob } from '../grpc/messages.js';
import { settled } from '../support/manual-clock.js';
import { sessionWith, SteeredHandler, type UnderTest } from './session-under-test.js';

describe('a worker that stops', () => {
  let handler: SteeredHandler;
  let at: UnderTest;
  let left: boolean;
  beforeEach(async () => {
    handler = new SteeredHandler();
    at = sessionWith(handler);
    await at.connect();
    await at.push(someJob(1));
    left = false;
    const progress = new Progress(at.clock);
    at.onProgress = () => {
      progress.made();
    };
    void leave(at.jobs, [at.session], progress, 10_000).then(() => {
      left = true;
    });
    await settled();
  });

  it('lets its jobs end, and goes when their reports are stored', async () => {
    await at.clock.pass(9_000);
    handler.last.end({ physicalId: 'p1' });
    await settled();
    assert.equal(handler.last.call.signal.aborted, false);
    assert.equal(left, false);
    at.acknowledge(someJob(1).ref);
    await settled();
    assert.equal(left, true);
    assert.deepEqual(
      at.reports().map((r) => r.outcome),
      ['succeeded'],
    );
  });

  it('asks those that take too long to stop', async () => {
    await at.clock.pass(10_000);
    assert.equal(handler.last.call.signal.aborted, true);
    handler.last.fail(new Error('stopped'));
    await settled();
    at.acknowledge(someJob(1).ref);
    await settled();
    assert.equal(left, true);
    assert.deepEqual(
      at.reports().map((r) => r.outcome),
      ['aborted'],
    );
  });

  it('does not wait for ever for a handler that does not listen, nor for an engine that does not answer', async () => {
    await at.clock.pass(14_000);
    assert.equal(left, true);
  });

  it('does not wait for an engine that is gone', async () => {
    at.transport.lose();
    handler.last.end({ physicalId: 'p1' });
    await settled();
    assert.equal(left, true);
  });
});

describe('a session that was stopped', () => {
  it('neither speaks nor counts the time any more', async () => {
    const handler = new SteeredHandler();
    const at = sessionWith(handler);
    await at.connect();
    await at.push(someJob(1));
    await at.session.stop();
    at.transport.lose();
    assert.equal(at.session.connected, false);
    at.jobs.stop();
    assert.equal(at.clock.pending, 0);
    handler.last.end({ physicalId: 'p1' });
    await settled();
    assert.deepEqual(at.reports(), []);
  });
});
