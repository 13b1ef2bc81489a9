import assert from 'node:assert/strict';
import { restHarness, type Answer, type RestHarness } from '../support/rest-harness.js';

const CONFIGS = '/v1/default/software_configs';
const DEPLOYMENTS = '/v1/default/software_deployments';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe('REST: software configs and deployments', () => {
  let rest: RestHarness;
  before(async () => {
    rest = await restHarness();
  });
  after(() => rest.close());

  /** As Heat answered the same request, but for ids and times. */
  function without(entry: Record<string, unknown>): Record<string, unknown> {
    const { id, creation_time: created, ...rest } = entry;
    assert.match(String(id), /^[0-9a-f-]{36}$/);
    assert.match(String(created), TIME);
    return rest;
  }
  const make = async (body: object): Promise<Answer> => rest.call('POST', CONFIGS, { body });

  it('has nothing that must be said of a config', async () => {
    const { status, json } = await make({});
    assert.equal(status, 200);
    const empty = { name: null, group: null, config: null, inputs: [], outputs: [], options: {} };
    assert.deepEqual(without(json.software_config), empty);
  });

  it('keeps a config as Heat does, shows it, and lists it without its text', async () => {
    const made = await make({
      name: 5, group: 'script', config: '#!/bin/sh', inputs: [{ name: 'x', type: 'Number', default: '3' }],
      outputs: [{ name: 'o' }], options: { k: 1 }, extra: 1,
    }); // prettier-ignore
    const { software_config: config } = made.json;
    assert.deepEqual(without(config), {
      name: '5', group: 'script', config: '#!/bin/sh', inputs: [{ name: 'x', type: 'Number', default: 3 }],
      outputs: [{ name: 'o', type: 'String', error_output: false }], options: { k: 1 },
    }); // prettier-ignore
    assert.deepEqual((await rest.call('GET', `${CONFIGS}/${config.id}`)).json, made.json);
    const { software_configs: listed } = (await rest.call('GET', `${CONFIGS}?limit=1&zz=1`)).json;
    assert.deepEqual(listed.map(without), [{ name: '5', group: 'script' }]);
    const after = (await rest.call('GET', `${CONFIGS}?marker=${config.id}`)).json.software_configs;
    assert.ok(!after.some((each: { id: string }) => each.id === config.id));
    const structured = await make({ config: { a: [1] }, options: 7, inputs: null });
    assert.deepEqual([structured.json.software_config.config, structured.json.software_config.options], [{ a: [1] }, 7]);
  }); // prettier-ignore

  it('refuses what is no config', async () => {
    for (const [body, message] of [
      [{ inputs: 'x' }, /inputs: inputs must be in a list/],
      [{ outputs: [1] }, /outputs\.0: it must be a map/],
      [{ inputs: [{ zz: 1 }] }, /^Property error: Unknown Property zz$/],
      [{ outputs: [{}] }, /^Property error: Property name not assigned$/],
      [{ name: 'x'.repeat(256) }, /name: Too big: expected string to have <=255 characters/],
      [{ name: 'a\0b' }, /name: /],
      [[], /body is not valid/],
    ] as const) {
      const { status, json } = await make(body);
      assert.equal(status, 400, JSON.stringify(body));
      assert.match(json.error.message, message);
    }
    assert.equal((await rest.call('POST', CONFIGS)).status, 400);
    const { json } = await make({ config: 'x'.repeat(50_001) });
    assert.equal(json.error.code, 'request.too-large');
  });

  it('answers bad queries and unknown ids in Heat’s words', async () => {
    for (const limit of ['x', '-1']) assert.equal((await rest.call('GET', `${CONFIGS}?limit=${limit}`)).status, 400);
    const global = await rest.call('GET', `${CONFIGS}?global_tenant=true`);
    assert.equal(global.status, 403);
    assert.match(global.json.error.message, /^You are not authorized to use software_configs:global_index/);
    assert.equal((await rest.call('GET', `${CONFIGS}?global_tenant=zz`)).status, 400);
    assert.equal((await rest.call('GET', `${CONFIGS}?global_tenant=false`)).status, 200);
    for (const method of ['GET', 'DELETE'] as const) {
      const config = await rest.call(method, `${CONFIGS}/nope`);
      assert.deepEqual([config.status, config.json.error.type], [404, 'NotFound']);
      assert.equal(config.json.error.message, 'Software config with id nope not found');
      const deployment = await rest.call(method, `${DEPLOYMENTS}/nope`);
      assert.equal(deployment.json.error.message, 'Deployment with id nope not found');
    }
    assert.equal((await rest.call('PUT', `${DEPLOYMENTS}/nope`, { body: {} })).status, 404);
    assert.equal((await rest.call('PUT', `${CONFIGS}/nope`, { body: {} })).status, 405);
  }); // prettier-ignore

  it('deploys a config, hears of it, and tells a server what it has', async () => {
    const { id: config } = (await make({ name: 'web', config: 'run' })).json.software_config;
    const bare = await rest.call('POST', DEPLOYMENTS, { body: { config_id: config, server_id: 's1' } });
    assert.deepEqual(without(bare.json.software_deployment), {
      server_id: 's1', config_id: config, input_values: {}, output_values: null, action: null, status: null, status_reason: null,
    }); // prettier-ignore
    const made = await rest.call('POST', DEPLOYMENTS, {
      body: { config_id: config, server_id: 's1', input_values: { x: 1 }, output_values: { o: 1 }, action: 'FOO', status: 'BAR', status_reason: 5 },
    }); // prettier-ignore
    const { id } = made.json.software_deployment;
    const expected = { server_id: 's1', config_id: config, input_values: { x: 1 }, output_values: null, action: 'FOO', status: 'BAR', status_reason: '5' }; // prettier-ignore
    assert.deepEqual(without(made.json.software_deployment), expected);
    assert.deepEqual((await rest.call('GET', `${DEPLOYMENTS}/${id}`)).json, made.json);

    const said = { output_values: { o: 'v' }, status: 'COMPLETE', status_reason: 'done', action: 'UPDATE' };
    const put = async (body: object) => (await rest.call('PUT', `${DEPLOYMENTS}/${id}`, { body })).json.software_deployment;
    const { updated_time: updated, ...changed } = await put(said);
    assert.match(updated, TIME);
    assert.deepEqual(without(changed), { ...expected, ...said });
    const same = await put({ output_values: {}, status: '', action: null, server_id: 's9' });
    assert.deepEqual(without({ ...same, updated_time: undefined }), { ...expected, ...said, updated_time: undefined });

    const list = async (query: string) => (await rest.call('GET', `${DEPLOYMENTS}${query}`)).json.software_deployments;
    assert.equal((await list('?server_id=s1')).length, 2);
    assert.deepEqual(await list('?server_id=s2'), []);
    assert.equal((await list('?server_id=s1&limit=1'))[0].id, bare.json.software_deployment.id);
    const { metadata } = (await rest.call('GET', `${DEPLOYMENTS}/metadata/s1`)).json;
    assert.deepEqual(metadata.map((each: { id: string; config: string }) => [each.id, each.config]), [[config, 'run'], [config, 'run']]);
    assert.deepEqual((await rest.call('GET', `${DEPLOYMENTS}/metadata/none`)).json, { metadata: [] });

    const used = await rest.call('DELETE', `${CONFIGS}/${config}`);
    assert.deepEqual([used.status, used.json.error.type], [409, 'InvalidRestrictedAction']);
    assert.match(used.json.error.message, new RegExp(`^Software config with id ${config} can not be deleted as it is referenced`));
    for (const each of await list('')) assert.equal((await rest.call('DELETE', `${DEPLOYMENTS}/${each.id}`)).status, 204);
    assert.equal((await rest.call('DELETE', `${DEPLOYMENTS}/${id}`)).status, 404);
    assert.equal((await rest.call('DELETE', `${CONFIGS}/${config}`)).status, 204);
  }); // prettier-ignore

  it('refuses what is no deployment', async () => {
    const { id: config } = (await make({})).json.software_config;
    for (const body of [{}, { config_id: config }, { config_id: config, server_id: '' }, { server_id: 's' }])
      assert.equal((await rest.call('POST', DEPLOYMENTS, { body })).status, 400, JSON.stringify(body));
    const unknown = await rest.call('POST', DEPLOYMENTS, { body: { config_id: 'nope', server_id: 's' } });
    assert.deepEqual([unknown.status, unknown.json.error.code], [404, 'software-config.not-found']);
  });
});
