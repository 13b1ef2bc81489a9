import assert from 'node:assert/strict';
import { IsothermError } from '../../lib/errors.js';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const base = '/v1/default';

describe('REST: errors', () => {
  let rest: RestHarness;
  beforeEach(async () => {
    rest = await restHarness();
  });
  afterEach(() => rest.close());
  const post = (body: unknown, headers?: Record<string, string | undefined>) =>
    rest.call('POST', `${base}/stacks`, { body, ...(headers ? { headers } : {}) });

  it('have the body of Heat', async () => {
    const { status, json } = await rest.call('GET', `${base}/stacks/none/of-these`);
    assert.equal(status, 404);
    assert.deepEqual(json, {
      code: 404,
      title: 'Not Found',
      explanation: 'The resource could not be found.',
      error: {
        type: 'EntityNotFound',
        traceback: null,
        message: 'The Stack (none) could not be found.',
        code: 'stack.not-found',
      },
    });
  });

  it('of a template tell all faults with their places', async () => {
    const template = [
      'heat_template_version: 2021-04-16',
      'resources:',
      '  a:',
      '    type: Memory::Thing',
      '    properties:',
      '      txet: hello',
      '  b:',
      '    type: Memory::Thimg',
    ].join('\n');
    const { status, json } = await post({ stack_name: 'web', template });
    assert.equal(status, 400);
    assert.equal(json.error.type, 'StackValidationFailed');
    assert.equal(json.error.code, 'template.invalid');
    const places = json.faults.map((fault: { path: string; line: number; column: number }) => [
      fault.path,
      fault.line,
    ]);
    assert.deepEqual(places.sort(), [
      ['resources.a.properties.txet', 6],
      ['resources.b.type', 8],
    ]);
    assert.ok(json.faults.some((fault: { hint?: string }) => fault.hint?.includes('Memory::Thing')));
  });

  it('of a body name each fault', async () => {
    const { status, json } = await post({
      stack_name: 'web',
      template: 5,
      files: { a: 1 },
      timeout_mins: -1,
    });
    assert.equal(status, 400);
    assert.deepEqual(json.faults.map((fault: { path: string }) => fault.path).sort(), [
      'files.a',
      'template',
      'timeout_mins',
    ]);
  });

  it('refuse what is no JSON object', async () => {
    for (const body of ['{"stack_name":', '[]', '"text"', '{"a":1}}', 'stack_name: web']) {
      const { status, json } = await post(body);
      assert.equal(status, 400, body);
      assert.equal(json.error.code, 'request.invalid', body);
    }
    assert.equal((await rest.call('POST', `${base}/stacks`)).status, 400);
  });

  it('read JSON as text/plain and without a type, nothing else', async () => {
    const body = (name: string) => JSON.stringify({ stack_name: name, template: twoThings });
    assert.equal((await post(body('a'), { 'content-type': 'text/plain' })).status, 201);
    assert.equal((await post(body('b'), { 'content-type': undefined })).status, 201);
    assert.equal((await post(body('c'), { 'content-type': 'application/json; charset=utf-8' })).status, 201);
    const form = await post(body('d'), { 'content-type': 'application/x-www-form-urlencoded' });
    assert.equal(form.status, 400);
    assert.match(form.json.error.message, /application\/x-www-form-urlencoded/);
  });

  it('refuse keys that would change prototypes', async () => {
    for (const body of [
      '{"stack_name":"web","template":{},"__proto__":{"a":1}}',
      '{"stack_name":"web","template":{"resources":{"__proto__":{"a":1}}}}',
      '{"stack_name":"web","template":{"constructor":{"prototype":{"a":1}}}}',
    ]) {
      assert.equal((await post(body)).status, 400, body);
    }
    assert.equal(({} as { a?: number }).a, undefined);
  });

  it('refuse bodies that are too deep, but not brackets inside texts', async () => {
    const { status, json } = await post(
      `{"stack_name":"web","template":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    );
    assert.deepEqual([status, json.error.code], [400, 'request.invalid']);
    assert.match(json.error.message, /128 levels/);
    const text = `\\"${'[{'.repeat(200)}\\\\`;
    const fine = await post(
      `{"stack_name":"web","template":${JSON.stringify(twoThings)},"parameters":{"text":"${text}"}}`,
    );
    assert.equal(fine.status, 201, fine.text);
  });

  it('refuse bodies that are too large', async () => {
    const { status, json } = await post({ stack_name: 'web', template: 'x'.repeat(100_001) });
    assert.deepEqual(
      [status, json.error.type, json.error.code],
      [400, 'RequestLimitExceeded', 'request.too-large'],
    );
    assert.match(json.error.message, /100000 bytes/);
  });

  it('of unknown paths are 404 in the same form, also below a stack', async () => {
    const path = await rest.create('web', twoThings);
    for (const url of [
      '/nothing',
      '/v1/default',
      `${path}/nothing`,
      `${path}/snapshots/1/nothing`,
      `${path}/revisions/1/nothing`,
      '/v1x/default/stacks',
    ]) {
      const { status, json } = await rest.call('GET', url);
      assert.equal(status, 404, url);
      assert.equal(json.error.code, 'request.not-found', url);
    }
  });

  it('tell which methods a path allows', async () => {
    const path = await rest.create('web', twoThings);
    const refused = await rest.call('POST', path);
    assert.equal(refused.status, 405);
    assert.equal(refused.headers['allow'], 'GET, PUT, PATCH, DELETE');
    assert.equal(refused.json.error.type, 'HTTPMethodNotAllowed');
    const head = await rest.call('HEAD', `${base}/stacks`);
    assert.deepEqual([head.status, head.headers['allow']], [405, 'GET, POST']);
    const options = await rest.call('OPTIONS', path);
    assert.deepEqual(
      [options.status, options.headers['allow'], options.text],
      [204, 'GET, PUT, PATCH, DELETE', ''],
    );
  });

  it('that nobody foresaw say nothing of the insides', async () => {
    rest.useCases.listStacks = () => Promise.reject(new Error('password=hush'));
    const { status, json, text, headers } = await rest.call('GET', `${base}/stacks`);
    assert.equal(status, 500);
    assert.equal(json.error.code, 'internal');
    assert.ok(!text.includes('hush'));
    assert.ok(json.error.message.includes(headers['x-openstack-request-id']));
  });

  it('that pass later say so', async () => {
    rest.useCases.listStacks = () =>
      Promise.reject(new IsothermError('store.unavailable', 'The database is away.'));
    const { status, headers } = await rest.call('GET', `${base}/stacks`);
    assert.deepEqual([status, headers['retry-after']], [503, '1']);
  });
});
