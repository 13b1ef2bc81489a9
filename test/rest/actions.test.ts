import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

describe('REST: actions', () => {
  let rest: RestHarness;
  let path: string;
  beforeEach(async () => {
    rest = await restHarness();
    path = await rest.create('web', twoThings);
    rest.useCases.settle();
  });
  afterEach(() => rest.close());

  const act = (body: unknown, below = '') => rest.call('POST', `${path}${below}/actions`, { body });
  const shown = async () => (await rest.call('GET', path)).json.stack;

  it('answers null, the JSON literal, and the status says what was asked', async () => {
    for (const action of ['suspend', 'resume', 'check']) {
      const answer = await act({ [action]: null });
      assert.deepEqual([answer.status, answer.text], [200, 'null'], action);
      assert.match(String(answer.headers['content-type']), /^application\/json/);
      assert.equal((await shown()).stack_status, `${action.toUpperCase()}_IN_PROGRESS`);
      rest.useCases.settle();
      assert.equal((await shown()).stack_status, `${action.toUpperCase()}_COMPLETE`);
    }
    const { resources } = (await rest.call('GET', `${path}/resources?action=CHECK`)).json;
    assert.equal(resources[0].resource_status, 'CHECK_COMPLETE');
  });

  it('cancels an update with a rollback or without, and refuses where there is none', async () => {
    const refused = await act({ cancel_update: null });
    assert.deepEqual(
      [refused.status, refused.json.error.type, refused.json.error.message],
      [400, 'NotSupported', 'Cancelling update when stack is CREATE_COMPLETE is not supported.'],
    );
    await rest.call('PATCH', path, { body: { parameters: { text: 'x' } } });
    assert.equal((await act({ cancel_update: {} })).status, 200);
    assert.equal((await shown()).stack_status, 'ROLLBACK_IN_PROGRESS');
    rest.useCases.settle();
    await rest.call('PATCH', path, { body: { parameters: { text: 'x' } } });
    assert.equal((await act({ cancel_without_rollback: null })).status, 200);
    assert.equal((await shown()).stack_status, 'UPDATE_FAILED');
    assert.equal((await rest.call('PATCH', path)).status, 202, 'a new try lifts it');
    rest.useCases.settle();
    assert.equal((await shown()).stack_status, 'UPDATE_COMPLETE');
  });

  it('pauses and protects: what was asked is shown beside the status, which stays', async () => {
    assert.equal((await act({ pause: null })).status, 200);
    assert.equal((await act({ protect: null })).status, 200);
    const held = await shown();
    assert.deepEqual(
      [held.stack_status, held.convergence, held.paused, held.protected, held.revision],
      ['CREATE_COMPLETE', 'paused', true, true, 3],
    );
    const refused = await rest.call('DELETE', path);
    assert.deepEqual([refused.status, refused.json.error.code], [409, 'stack.protected']);
    await act({ unprotect: null });
    await act({ unpause: null });
    const free = await shown();
    assert.deepEqual([free.paused, free.protected], [false, false]);
    assert.equal((await rest.call('DELETE', path)).status, 204);
  });

  it('refuses in Heat’s words what is not exactly one action that there is', async () => {
    for (const below of ['', '/resources/first']) {
      for (const [body, words] of [
        [undefined, /^No action specified/],
        [{}, /^No action specified/],
        [{ check: null, skip: null }, /^Multiple actions specified/],
        [{ dance: null }, /^Invalid action dance specified: give one of .*check/],
        [[], /invalid input/i],
        ['check', /not JSON/],
      ] as const) {
        const { status, json } = await act(body, below);
        assert.equal(status, 400);
        assert.equal(json.error.code, 'request.invalid');
        assert.match(json.error.message, words);
      }
    }
    assert.match((await act({ skip: null })).json.error.message, /^Invalid action skip specified/);
    assert.match(
      (await act({ suspend: null }, '/resources/first')).json.error.message,
      /^Invalid action suspend specified/,
    );
    assert.equal((await rest.call('POST', `${path}0/actions`, { body: { check: null } })).status, 404);
  });

  it('asks things of one resource, by its name or its physical id', async () => {
    for (const name of ['first', 'thing-first']) {
      const answer = await act({ check: null }, `/resources/${name}`);
      assert.deepEqual([answer.status, answer.text], [200, 'null'], name);
    }
    const { resource } = (await rest.call('GET', `${path}/resources/first`)).json;
    assert.equal(resource.resource_status, 'CHECK_COMPLETE');
    await act({ skip: true }, '/resources/second');
    assert.deepEqual((await shown()).skipped, ['second']);
    await act({ unskip: true }, '/resources/second');
    assert.deepEqual((await shown()).skipped, []);
    const wanted = await act({ forget: null }, '/resources/second');
    assert.deepEqual([wanted.status, wanted.json.error.code], [400, 'request.unsupported']);
    const unknown = await act({ restore: 'none' }, '/resources/second');
    assert.deepEqual([unknown.status, unknown.json.error.code], [404, 'snapshot.not-found']);
    assert.equal((await act({ restore: 5 }, '/resources/second')).status, 400);
    rest.useCases.settle();
    const { id } = (await rest.call('POST', `${path}/snapshots`)).json;
    rest.useCases.settle();
    for (const snapshot of [id, null]) {
      assert.equal((await act({ restore: snapshot }, '/resources/second')).status, 200);
      assert.equal((await shown()).stack_status, 'RESTORE_IN_PROGRESS');
      rest.useCases.settle();
    }
    const none = await act({ check: null }, '/resources/none');
    assert.deepEqual([none.status, none.json.error.code], [404, 'resource.not-found']);
  });

  it('accepts drift of a stack or one resource, and says what it could not', async () => {
    const stack = rest.useCases.stack('default', 'web');
    stack.drift('first', { size: 'large' });
    stack.drift('second', { text: 'by hand', size: 'large' });
    const one = await act({ accept_drift: null }, '/resources/first');
    assert.deepEqual(one.json, {
      accepted_drift: {
        revision: 2,
        accepted: [{ resource_name: 'first', property: 'size', value: 'large' }],
        refused: [],
      },
    });
    const all = (await act({ accept_drift: null })).json.accepted_drift;
    assert.deepEqual(all.accepted, [{ resource_name: 'second', property: 'size', value: 'large' }]);
    assert.deepEqual(all.refused, [
      { resource_name: 'second', property: 'text', reason: 'its value comes from elsewhere' },
    ]);
    const none = (await act({ accept_drift: null }, '/resources/first')).json.accepted_drift;
    assert.deepEqual(none, { revision: null, accepted: [], refused: [] });
  });
});

describe('REST: marks', () => {
  let rest: RestHarness;
  let path: string;
  before(async () => {
    rest = await restHarness();
    path = await rest.create('web', twoThings);
    rest.useCases.settle();
  });
  after(() => rest.close());

  const mark = (name: string, body: unknown) => rest.call('PATCH', `${path}/resources/${name}`, { body });
  const first = async () => (await rest.call('GET', `${path}/resources/first`)).json.resource;

  it('a resource as unhealthy and as healthy, by name or physical id', async () => {
    const bad = await mark('first', { mark_unhealthy: true, resource_status_reason: 'it smells' });
    assert.deepEqual([bad.status, bad.text], [200, 'null']);
    const { resource_status: status, resource_status_reason: reason } = await first();
    assert.deepEqual([status, reason], ['CHECK_FAILED', 'it smells']);
    assert.equal((await mark('thing-first', { mark_unhealthy: 'FALSE' })).status, 200);
    assert.equal((await first()).resource_status, 'CHECK_COMPLETE');
    await mark('first', { mark_unhealthy: true, resource_status_reason: null });
    assert.equal((await first()).resource_status_reason, 'state changed by resource_mark_unhealthy api');
  });

  it('nothing when the request is wrong, in Heat’s words', async () => {
    for (const [body, words] of [
      [{ mark_unhealthy: true, colour: 1 }, /^Invalid keys in resource mark unhealthy \{'colour'\}$/],
      [{ resource_status_reason: 'x' }, /^Missing mandatory \(mark_unhealthy\) key/],
      [{ mark_unhealthy: 'perhaps' }, /^Unrecognized value "perhaps" for "mark_unhealthy"/],
      [{ mark_unhealthy: 1 }, /mark_unhealthy/],
      [{ mark_unhealthy: true, resource_status_reason: 'a\0b' }, /NUL/],
      [undefined, /body/],
    ] as const) {
      const { status, json } = await mark('first', body);
      assert.deepEqual([status, json.error.code], [400, 'request.invalid'], JSON.stringify(body));
      assert.match(json.error.message, words);
    }
    assert.equal((await mark('none', { mark_unhealthy: true })).status, 404);
  });
});
