import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

describe('REST: snapshots', () => {
  let rest: RestHarness;
  let path: string;
  beforeEach(async () => {
    rest = await restHarness();
    path = await rest.create('web', twoThings);
    rest.useCases.settle();
  });
  afterEach(() => rest.close());

  const take = (body?: unknown) => rest.call('POST', `${path}/snapshots`, body === undefined ? {} : { body });

  it('is taken: answered without a key around it, and without data until it is done', async () => {
    const { status, json } = await take({ name: 'before' });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), ['id', 'name', 'status', 'status_reason', 'data', 'creation_time']);
    assert.deepEqual([json.name, json.status, json.data], ['before', 'IN_PROGRESS', null]);
    assert.match(json.creation_time, /:\d\dZ$/);
    assert.equal((await rest.call('GET', path)).json.stack.stack_status, 'SNAPSHOT_IN_PROGRESS');
  });

  it('has no name unless it is given one', async () => {
    assert.equal((await take({})).json.name, null);
    rest.useCases.settle();
    assert.equal((await take()).json.name, null);
    assert.equal((await take({ name: 5 })).status, 400);
    assert.equal((await take({ name: 'a\0' })).status, 400);
  });

  it('is refused while an action is under way', async () => {
    await rest.call('PATCH', path);
    const { status, json } = await take({ name: 'late' });
    assert.deepEqual([status, json.error.type], [409, 'ActionInProgress']);
    assert.equal(json.error.message, 'Stack web already has an action (UPDATE) in progress.');
  });

  it('is listed, shown and deleted', async () => {
    const { id } = (await take({ name: 'one' })).json;
    rest.useCases.settle();
    const { snapshots } = (await rest.call('GET', `${path}/snapshots`)).json;
    const { snapshot } = (await rest.call('GET', `${path}/snapshots/${id}`)).json;
    assert.deepEqual(snapshots, [snapshot]);
    assert.deepEqual([snapshot.id, snapshot.status], [id, 'COMPLETE']);
    assert.equal(snapshot.data.resources.first.resource_id, 'thing-first');
    const deleted = await rest.call('DELETE', `${path}/snapshots/${id}`);
    assert.deepEqual([deleted.status, deleted.text], [204, '']);
    assert.deepEqual((await rest.call('GET', `${path}/snapshots`)).json, { snapshots: [] });
  });

  it('is restored: 202, and the stack is what it was', async () => {
    const { id } = (await take({ name: 'one' })).json;
    rest.useCases.settle();
    await rest.call('PATCH', path, { body: { parameters: { text: 'later' } } });
    rest.useCases.settle();
    const { status, json } = await rest.call('POST', `${path}/snapshots/${id}/restore`);
    assert.deepEqual([status, json.code, json.title], [202, '202 Accepted', 'Accepted']);
    const { stack } = (await rest.call('GET', path)).json;
    assert.deepEqual([stack.stack_status, stack.parameters.text], ['RESTORE_IN_PROGRESS', 'hello']);
  });

  it('is planned, and does what the plan says or nothing', async () => {
    const { id } = (await take({ name: 'one' })).json;
    rest.useCases.settle();
    await rest.call('PATCH', path, { body: { parameters: { text: 'later' } } });
    rest.useCases.settle();
    const { json } = await rest.call('POST', `${path}/snapshots/${id}/plan`);
    assert.equal(json.plan.resources[0].action, 'update');
    const restore = (plan: string) =>
      rest.call('POST', `${path}/snapshots/${id}/restore`, { body: { plan } });
    assert.equal((await restore('another')).json.error.code, 'plan.changed');
    assert.equal((await restore(json.plan.hash)).status, 202);
  });

  it('is not there under another id, or of another stack', async () => {
    const { id } = (await take({ name: 'one' })).json;
    const other = await rest.create('other', twoThings);
    for (const [method, url] of [
      ['GET', `${path}/snapshots/none`],
      ['DELETE', `${path}/snapshots/none`],
      ['POST', `${path}/snapshots/none/restore`],
      ['GET', `${other}/snapshots/${id}`],
    ] as const) {
      const { status, json } = await rest.call(method, url);
      assert.deepEqual([status, json.error.code], [404, 'snapshot.not-found'], url);
      assert.equal(json.error.type, 'NotFound');
    }
    assert.equal((await rest.call('GET', `${path}0/snapshots`)).json.error.code, 'stack.not-found');
  });
});
