import { Validator } from '@seriousme/openapi-schema-validator';
import assert from 'node:assert/strict';
import { operationId } from '../../services/engine/edge/rest/http/openapi-document.js';
import { documentedAnswers } from '../support/documented-answers.js';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema?: object }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: object }>>;
}

/** Routes that change something, and read no body. */
const WITHOUT_BODY = [
  'postServiceDrain', 'postServiceUndrain', 'postNodeForget', 'postStackSnapshotPlan', 'postStackRevisionPlan',
]; // prettier-ignore

describe('REST: the OpenAPI document', () => {
  let rest: RestHarness;
  let document: { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
  let operations: { readonly method: string; readonly path: string; readonly operation: Operation }[];
  before(async () => {
    rest = await restHarness();
    document = (await rest.call('GET', '/openapi.json')).json;
    operations = Object.entries(document.paths).flatMap(([path, all]) =>
      Object.entries(all).map(([method, operation]) => ({ method, path, operation })),
    );
  });
  after(() => rest.close());

  it('is OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    assert.deepEqual([valid, errors ?? []], [true, []]);
    assert.equal(validator.version, '3.1');
  });

  it('names every operation, once, and tells what it is about', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    assert.deepEqual(
      ids.filter((id, at) => ids.indexOf(id) !== at),
      [],
    );
    for (const { operation, method, path } of operations) {
      assert.match(operation.operationId ?? '', /^[a-z]+[A-Z]\w+$/, `${method} ${path}`);
      assert.ok(operation.summary && operation.tags?.length, `${method} ${path} needs a summary and tags`);
    }
    assert.equal(operationId('get', '/v1/{tenant}/stacks/{nameOrId}/left_behind'), 'getNamedStackLeftBehind');
    const one = '/v1/{tenant}/stacks/{stackName}/{stackId}/resources/{resource}/events/{eventId}';
    assert.equal(operationId('get', one), 'getStackResourceEvent');
  });

  it('tells what every operation takes', () => {
    for (const { operation, method, path } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      const told = (operation.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name);
      assert.deepEqual(told.sort(), named, `${method} ${path}`);
      for (const { schema, name } of operation.parameters ?? []) assert.ok(schema, `${name} of ${path}`);
      const mayHaveBody = ['post', 'put', 'patch'].includes(method) && !operation.tags?.includes('lookup');
      const isWithout = WITHOUT_BODY.includes(operation.operationId ?? '');
      assert.equal(operation.requestBody !== undefined, mayHaveBody && !isWithout, `${method} ${path}`);
    }
  });

  it('tells what every operation answers, and its errors', () => {
    for (const { operation, method, path } of operations) {
      const told = Object.entries(operation.responses);
      const success = told.filter(([status]) => /^[23]\d\d$/.test(status));
      assert.ok(success.length > 0, `${method} ${path}`);
      for (const [status, { content }] of success) {
        if (status === '204') continue;
        const schemas = Object.values(content ?? {}) as { schema?: object }[];
        assert.ok(
          schemas.length > 0 && schemas.every(({ schema }) => schema && Object.keys(schema).length > 0),
          `${method} ${path} ${status} has no schema`,
        );
      }
      for (const range of ['4XX', '5XX'])
        assert.equal(operation.responses[range]?.$ref, '#/components/responses/Error', `${method} ${path}`);
      assert.equal(
        operation.security !== undefined,
        !path.startsWith('/v1/'),
        `${method} ${path} asks for a token`,
      );
    }
  });

  it('holds what every GET answers, as long as there is something to answer', async () => {
    const stack = await rest.create('web', twoThings);
    rest.useCases.settle();
    await rest.call('PATCH', stack, { body: { parameters: { text: 'changed' } } });
    rest.useCases.settle();
    const call = async (method: 'POST' | 'PUT', url: string, body?: object) => (await rest.call(method, url, { body })).json;
    const snapshot = (await call('POST', `${stack}/snapshots`, { name: 'one' })).id;
    rest.useCases.settle();
    const { id: config } = (await call('POST', '/v1/default/software_configs', { name: 'c', inputs: [{ name: 'i' }] })).software_config;
    const { id: deployment } = (
      await call('POST', '/v1/default/software_deployments', { config_id: config, server_id: 's1', status: 'IN_PROGRESS' })
    ).software_deployment;
    await call('PUT', `/v1/default/software_deployments/${deployment}`, { output_values: { o: 1 } });
    const { events } = (await rest.call('GET', `${stack}/resources/first/events`)).json;
    const values: Record<string, string> = {
      tenant: 'default', stackName: 'web', stackId: stack.split('/').at(-1)!, nameOrId: 'web', node: 'n2', type: 'Memory::Thing',
      snapshotId: snapshot, revision: '1', resource: 'first', output: 'said', eventId: events[0].id, configId: config,
      deploymentId: deployment, serverId: 's1', version: 'heat_template_version.2021-04-16',
    };
    const headers = { accept: 'application/json' };
    for (const { method, path, operation } of operations) {
      if (method !== 'get' || path.endsWith('/events/stream')) continue;
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? `no value of ${name}`));
      // The harness holds the answer to its schema.
      const query = path.endsWith('/diff') ? '?with=2' : '';
      const { status, json, text } = await rest.call('GET', url + query, { headers });
      assert.ok(String(status) in operation.responses && status < 400, `GET ${url}: ${String(status)} ${text}`);
      const empty = Object.values((json ?? {}) as object).filter((value) => Array.isArray(value) && value.length === 0);
      const mayBeEmpty = /\/(why|failures|drift|left_behind|environment)$/.test(path) || path.endsWith('/logs');
      assert.ok(empty.length === 0 || mayBeEmpty, `GET ${path} has nothing to be held to: ${text}`);
    }
  }); // prettier-ignore

  it('is held to by the tests: what is not as documented fails', () => {
    const check = documentedAnswers(document);
    assert.deepEqual(check('GET', '/v1/t/stacks', 200, { stacks: [] }), { method: 'GET', path: '/v1/{tenant}/stacks', status: 200 }); // prettier-ignore
    assert.throws(() => check('GET', '/v1/t/stacks', 200, { stacks: [{}] }), /not answer as documented/);
    assert.throws(() => check('GET', '/v1/t/stacks', 404, { code: 404 }), /not answer as documented/);
    assert.throws(() => check('GET', '/v1/t/stacks', 201, {}), /not in the document/);
  });
});
