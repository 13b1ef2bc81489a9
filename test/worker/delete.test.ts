import assert from 'node:assert/strict';
import { settled } from '../support/manual-clock.js';
import { job, sessionWith, SteeredHandler } from './session-under-test.js';

const uncertain = job({ action: 'delete', physicalId: '', checkpoint: '{"step":1}' });

describe('a delete', () => {
  it('of a known thing deletes it, and tells no id any more', async () => {
    const handler = new SteeredHandler();
    const at = sessionWith(handler);
    await at.connect();
    await at.push(job({ action: 'delete', physicalId: 'p1' }));
    assert.deepEqual([handler.last.action, handler.last.id], ['delete', 'p1']);
    handler.last.end({});
    await settled();
    assert.deepEqual(
      at.reports().map((r) => [r.outcome, r.physicalId, r.observation]),
      [['succeeded', '', null]],
    );
  });

  it('of a known thing goes ahead though its goal does not fit the schema any more', async () => {
    const handler = new SteeredHandler();
    const at = sessionWith(handler);
    await at.connect();
    await at.push(job({ action: 'delete', physicalId: 'p1', goal: '{"bad":1}' }));
    assert.deepEqual(handler.last.goal, { bad: 1 });
  });

  it('of an uncertain thing deletes what find finds', async () => {
    const sought: string[] = [];
    const handler = Object.assign(new SteeredHandler(), {
      find: (key: string) => {
        sought.push(key);
        return Promise.resolve('p7');
      },
    });
    const at = sessionWith(handler);
    await at.connect();
    await at.push(uncertain);
    assert.deepEqual(sought, ['key-1']);
    assert.deepEqual(
      handler.calls.map((c) => [c.action, c.id]),
      [['delete', 'p7']],
    );
    handler.last.fail(new Error('busy'));
    await settled();
    assert.deepEqual(
      at.reports().map((r) => [r.outcome, r.physicalId]),
      [['transient', 'p7']],
    );
  });

  it('of an uncertain thing that find does not find is done', async () => {
    const handler = Object.assign(new SteeredHandler(), { find: () => Promise.resolve(undefined) });
    const at = sessionWith(handler);
    await at.connect();
    await at.push(uncertain);
    assert.equal(handler.calls.length, 0);
    assert.deepEqual(
      at.reports().map((r) => [r.outcome, r.physicalId]),
      [['succeeded', '']],
    );
  });

  it('of an uncertain thing makes it whole first where there is no find', async () => {
    const handler = new SteeredHandler();
    const at = sessionWith(handler);
    await at.connect();
    await at.push(uncertain);
    assert.equal(handler.last.action, 'create');
    assert.equal(handler.last.call.idempotencyKey, 'key-1');
    assert.deepEqual(handler.last.call.saved, { state: { step: 1 } });
    handler.last.end({ physicalId: 'p8' });
    await settled();
    assert.deepEqual([handler.last.action, handler.last.id], ['delete', 'p8']);
  });
});
