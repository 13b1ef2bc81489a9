import assert from 'node:assert/strict';
import { settled } from '../support/manual-clock.js';
import { job, sessionWith, SteeredHandler, type UnderTest } from './session-under-test.js';

describe('a checkpoint', () => {
  let handler: SteeredHandler;
  let at: UnderTest;
  let returned: boolean;
  beforeEach(async () => {
    handler = new SteeredHandler();
    at = sessionWith(handler);
    await at.connect();
    await at.push(job());
    returned = false;
    handler.last.call.checkpoint({ physicalId: 'p1', state: { step: 2 } }).then(
      () => {
        returned = true;
      },
      (error: unknown) => {
        handler.last.fail(error);
      },
    );
    await settled();
  });

  const checkpoints = (): unknown[] =>
    at.transport.sent.flatMap((m) => (m.kind === 'checkpoint' ? [m.checkpoint] : []));

  it('returns only when the engine has saved it', async () => {
    assert.deepEqual(checkpoints(), [
      { ref: job().ref, stackId: 's1', instanceId: '1', number: 1, physicalId: 'p1', state: '{"step":2}' },
    ]);
    assert.equal(returned, false);
    at.transport.say({ kind: 'checkpointSaved', ref: job().ref, number: 7 });
    at.transport.say({ kind: 'checkpointSaved', ref: { jobId: 'j1', fence: 2 }, number: 1 });
    await settled();
    assert.equal(returned, false);
    at.transport.say({ kind: 'checkpointSaved', ref: job().ref, number: 1 });
    await settled();
    assert.equal(returned, true);
    assert.deepEqual(handler.last.call.saved, { physicalId: 'p1', state: { step: 2 } });
  });

  it('is sent again after a reconnect until it is saved', async () => {
    at.transport.lose();
    await at.connect();
    assert.equal(checkpoints().length, 1);
    at.transport.say({ kind: 'checkpointSaved', ref: job().ref, number: 1 });
    await settled();
    assert.equal(returned, true);
    at.transport.lose();
    await at.connect();
    assert.equal(checkpoints().length, 0);
  });

  it('is refused to a job that is cancelled, which ends it', async () => {
    at.transport.say({ kind: 'cancel', refs: [job().ref] });
    await settled();
    assert.equal(returned, false);
    assert.deepEqual(
      at.reports().map((r) => [r.outcome, r.physicalId]),
      [['aborted', 'p1']],
    );
    await assert.rejects(handler.last.call.checkpoint({ state: 3 }), { name: 'AbortError' });
  });

  it('of an earlier run is there when the job runs again', async () => {
    await at.push(
      job({ ref: { jobId: 'j2', fence: 1 }, instanceId: '2', physicalId: 'p9', checkpoint: '{"step":5}' }),
    );
    assert.deepEqual(handler.last.call.saved, { physicalId: 'p9', state: { step: 5 } });
    await at.push(job({ ref: { jobId: 'j3', fence: 1 }, instanceId: '3' }));
    assert.equal(handler.last.call.saved, undefined);
  });

  it('names the thing even when the job fails afterwards', async () => {
    at.transport.say({ kind: 'checkpointSaved', ref: job().ref, number: 1 });
    await settled();
    handler.last.fail(new Error('no'));
    await settled();
    assert.deepEqual(
      at.reports().map((r) => [r.outcome, r.physicalId]),
      [['transient', 'p1']],
    );
  });
});
