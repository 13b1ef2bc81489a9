import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const template = (first: object, second: object = {}) => ({
  heat_template_version: '2021-04-16',
  resources: {
    first: { type: 'Memory::Thing', properties: first },
    second: { type: 'Memory::Thing', depends_on: 'first', properties: second },
  },
});

describe('REST: drift', () => {
  let rest: RestHarness;
  let path: string;
  before(async () => {
    rest = await restHarness();
    path = await rest.create('web', twoThings, { drift_policy: 'report' });
    rest.useCases.settle();
    rest.useCases.stack('default', 'web').drift('first', { text: 'by hand' });
  });
  after(() => rest.close());

  it('shows goal, applied and observed of what drifted, side by side', async () => {
    const { drift } = (await rest.call('GET', `${path}/drift`)).json;
    assert.equal(drift.length, 1);
    const [first] = drift;
    assert.deepEqual(
      [first.resource_name, first.resource_type, first.physical_resource_id],
      ['first', 'Memory::Thing', 'thing-first'],
    );
    assert.deepEqual(
      [first.drift_policy, first.status, first.drifted, first.reason],
      ['report', 'ready', true, 'not as applied any more: text'],
    );
    const text = first.properties.find(({ name }: { name: string }) => name === 'text');
    assert.deepEqual(text, {
      name: 'text',
      goal: 'hello',
      applied: 'hello',
      baseline: 'hello',
      observed: 'by hand',
      drifted: true,
    });
    assert.equal((await rest.call('GET', path)).json.stack.convergence, 'drifted');
  });

  it('shows it of one resource, drifted or not', async () => {
    const { drift } = (await rest.call('GET', `${path}/resources/second/drift`)).json;
    assert.deepEqual([drift.length, drift[0].drifted], [1, false]);
    const { status, json } = await rest.call('GET', `${path}/resources/none/drift`);
    assert.deepEqual([status, json.error.code], [404, 'resource.not-found']);
    assert.equal((await rest.call('GET', `${path}0/drift`)).status, 404);
  });

  it('takes the policy with a create and an update, and refuses others', async () => {
    const shown = async () => (await rest.call('GET', path)).json.stack.drift_policy;
    assert.equal(await shown(), 'report');
    assert.equal((await rest.call('PATCH', path, { body: { drift_policy: 'ignore' } })).status, 202);
    assert.equal(await shown(), 'ignore');
    const { status, json } = await rest.call('PATCH', path, { body: { drift_policy: 'pray' } });
    assert.equal(status, 400);
    assert.deepEqual(
      json.faults.map((fault: { path: string }) => fault.path),
      ['drift_policy'],
    );
    assert.match(json.error.message, /"repair"\|"report"\|"ignore"/);
    const plain = await rest.create('plain', twoThings);
    assert.equal((await rest.call('GET', plain)).json.stack.drift_policy, 'repair');
  });
});

describe('REST: failures, and what a forced delete leaves behind', () => {
  let rest: RestHarness;
  beforeEach(async () => {
    rest = await restHarness();
  });
  afterEach(() => rest.close());

  it('tells what failed under the present goal, until a new try', async () => {
    const path = await rest.create('web', template({ fails: true }));
    assert.deepEqual((await rest.call('GET', `${path}/failures`)).json, { failures: [] });
    rest.useCases.settle();
    const { failures } = (await rest.call('GET', `${path}/failures`)).json;
    assert.equal(failures.length, 1);
    const { time, ...failure } = failures[0];
    assert.deepEqual(failure, {
      resource_name: 'first',
      resource_type: 'Memory::Thing',
      physical_resource_id: 'thing-first',
      path: 'web.first',
      action: 'CREATE',
      attempt: 1,
      cause: 'MemoryError: resources.first: it was told to fail',
      output: ['CREATE of first'],
      retried: false,
    });
    assert.match(time, /\.\d{3}Z$/);
    await rest.call('PATCH', path);
    assert.deepEqual((await rest.call('GET', `${path}/failures`)).json, { failures: [] });
    rest.useCases.settle();
    assert.equal((await rest.call('GET', `${path}/failures`)).json.failures[0].attempt, 2);
    assert.equal((await rest.call('GET', `${path}0/failures`)).status, 404);
  });

  it('rolls back by itself when that is not disabled, and its status can be filtered by', async () => {
    const path = await rest.create('web', template({ fails: true }), { disable_rollback: false });
    rest.useCases.settle();
    assert.equal((await rest.call('GET', path)).json.stack.stack_status, 'ROLLBACK_COMPLETE');
    for (const query of ['action=rollback', 'status=ROLLBACK_COMPLETE', 'action=ROLLBACK&status=COMPLETE']) {
      const { stacks } = (await rest.call('GET', `/v1/default/stacks?${query}`)).json;
      assert.equal(stacks.length, 1, query);
    }
    const { stacks } = (await rest.call('GET', '/v1/default/stacks?action=SUSPEND&action=CHECK')).json;
    assert.deepEqual(stacks, []);
  });

  it('tells what would be left behind, and leaves it with force', async () => {
    const path = await rest.create('web', template({}, { undeletable: true }));
    rest.useCases.settle();
    const { left_behind: left } = (await rest.call('GET', `${path}/left_behind`)).json;
    assert.equal(left.length, 1);
    assert.deepEqual(
      [left[0].resource_name, left[0].resource_type, left[0].physical_resource_id],
      ['second', 'Memory::Thing', 'thing-second'],
    );
    assert.equal((await rest.call('DELETE', path)).status, 204);
    rest.useCases.settle();
    assert.equal((await rest.call('GET', path)).json.stack.stack_status, 'DELETE_FAILED');
    assert.equal((await rest.call('DELETE', `${path}?force=perhaps`)).status, 400);
    assert.equal((await rest.call('DELETE', `${path}?force=True`)).status, 204);
    rest.useCases.settle();
    assert.equal((await rest.call('GET', path)).json.stack.stack_status, 'DELETE_COMPLETE');
    assert.equal((await rest.call('GET', `${path}/left_behind`)).status, 404);
  });
});
