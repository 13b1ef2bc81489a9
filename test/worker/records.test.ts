import assert from 'node:assert/strict';
import type { RecordReply } from '../../lib/protocol/worker.js';
import { settled } from '../support/manual-clock.js';
import { job, sessionWith, SteeredHandler, type UnderTest } from './session-under-test.js';

describe('records of the engine', () => {
  let handler: SteeredHandler;
  let at: UnderTest;
  beforeEach(async () => {
    handler = new SteeredHandler();
    at = sessionWith(handler);
    await at.connect();
    await at.push(job());
  });

  const records = () => handler.last.call.records;
  const requests = () => at.transport.sent.flatMap((m) => (m.kind === 'record' ? [m.request] : []));
  const reply = async (more: Partial<RecordReply> = {}) => {
    at.transport.say({
      kind: 'recordReply',
      reply: { ref: job().ref, number: 1, outcome: 'done', id: '', content: '', reason: '', ...more },
    });
    await settled();
  };

  it('are asked of the engine that gave the job, each by a number of its own', async () => {
    const made = records().create('software_config', { config: 'x' });
    const read = records().read('software_config', 'c1');
    const gone = records().delete('software_config', 'c2');
    await settled();
    const nothing = { ref: job().ref, kind: 'software_config', id: '', content: '' };
    assert.deepEqual(requests(), [
      { ...nothing, number: 1, operation: 'create', content: '{"config":"x"}' },
      { ...nothing, number: 2, operation: 'read', id: 'c1' },
      { ...nothing, number: 3, operation: 'delete', id: 'c2' },
    ]);
    await reply({ number: 3 });
    await gone;
    await reply({ number: 2, content: '{"config":"y"}' });
    await reply({ id: 'c7' });
    assert.deepEqual([await made, await read], ['c7', { config: 'y' }]);
  });

  it('are undefined where there is none', async () => {
    const all = Promise.all([
      records().find('software_config'),
      records().adopt('software_config', 'c1'),
      records().read('software_config', 'c1'),
    ]);
    await settled();
    for (const number of [1, 2, 3]) await reply({ number, outcome: 'absent' });
    assert.deepEqual(await all, [undefined, undefined, undefined]);
  });

  it('are refused for good, for once or until later, with the reason of the engine', async () => {
    const refused = records().create('software_config', {});
    const unavailable = records().find('software_config');
    const failed = records().read('software_config', 'c1');
    const all = Promise.allSettled([refused, unavailable, failed]);
    await settled();
    await reply({ outcome: 'refused', reason: 'too many' });
    await reply({ number: 2, outcome: 'unavailable', reason: 'the database does not answer' });
    await reply({ number: 3, outcome: 'failed', reason: 'odd' });
    const errors = (await all).map((each) => String((each as PromiseRejectedResult).reason));
    assert.deepEqual(errors, [
      'Permanent: too many',
      'Again: the database does not answer',
      'Transient: odd',
    ]);
  });

  it('are asked again after a reconnect, until there is an answer', async () => {
    const made = records().create('software_config', {});
    await settled();
    at.transport.lose();
    await at.connect();
    assert.equal(requests().length, 1);
    await reply({ id: 'c7' });
    assert.equal(await made, 'c7');
    at.transport.lose();
    await at.connect();
    assert.deepEqual(requests(), []);
  });

  it('are asked of another engine when the stack is not that one’s any more', async () => {
    const made = records().create('software_config', {});
    await settled();
    at.transport.say({ kind: 'notOurs', refs: [job().ref] });
    await at.clock.pass(500);
    await settled();
    assert.equal(requests().length, 2);
    await reply({ id: 'c7' });
    await reply({ id: 'another' });
    assert.equal(await made, 'c7');
  });

  it('are not waited for by a run that is cancelled, which asks for nothing more', async () => {
    const made = records().create('software_config', {});
    const ended = assert.rejects(made, { name: 'AbortError' });
    await settled();
    at.transport.say({ kind: 'cancel', refs: [job().ref] });
    await ended;
    await assert.rejects(records().find('software_config'), { name: 'AbortError' });
    assert.equal(requests().length, 1);
  });
});
