import assert from 'node:assert/strict';
import { textOf } from '../support/repository-files.js';
import { restHarness, TOKEN, type Method, type RestHarness } from '../support/rest-harness.js';

const TENANT = '/v1/{tenant}';
const STACK = `${TENANT}/stacks/{stackName}/{stackId}`;

describe('REST: every route', () => {
  let rest: RestHarness;
  /** Path and methods, without those that only look a stack up. */
  let routes: Map<string, Method[]>;
  before(async () => {
    rest = await restHarness();
    const { json } = await rest.call('GET', '/openapi.json');
    routes = new Map();
    for (const [path, operations] of Object.entries<Record<string, { tags?: string[] }>>(json.paths)) {
      if (Object.values(operations).some(({ tags }) => tags?.includes('lookup'))) continue;
      routes.set(path, Object.keys(operations).map((method) => method.toUpperCase() as Method).sort()); // prettier-ignore
    }
  });
  after(() => rest.close());

  it('is in docs/rest-api.md, and no other', () => {
    const listed = new Map<string, string[]>();
    for (const [, methods, path] of (textOf('docs/rest-api.md') ?? '').matchAll(/^\| `([A-Z ]+) (\S+)`/gm)) {
      const full = path!.replace(/^S/, STACK).replace(/^T/, TENANT);
      listed.set(full, [...(listed.get(full) ?? []), ...methods!.split(' ')].sort());
    }
    assert.deepEqual([...listed].sort(), [...routes].sort());
  });

  it('below a tenant asks for the token, tells its methods, and has the id of the request', async () => {
    for (const [path, methods] of routes) {
      if (!path.startsWith(TENANT)) continue;
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      for (const method of methods) {
        const answer = await rest.call(method, url, { headers: { 'x-auth-token': undefined } });
        assert.equal(answer.status, 401, `${method} ${path}`);
        assert.match(String(answer.headers['x-openstack-request-id']), /^req-/);
      }
      const options = await rest.call('OPTIONS', url, { headers: { 'x-auth-token': TOKEN } });
      const allowed = String(options.headers['allow']).split(', ').sort();
      assert.equal(options.status, 204, path);
      for (const method of methods) assert.ok(allowed.includes(method), `${method} ${path}`);
    }
  });

  it('with a body refuses one that is too large, and one that is no JSON', async () => {
    for (const [path, methods] of routes) {
      for (const method of methods) {
        if (!['POST', 'PUT', 'PATCH'].includes(method)) continue;
        const url = path.replaceAll(/\{\w+\}/g, 'x');
        const large = await rest.call(method, url, { body: `"${'x'.repeat(100_001)}"` });
        assert.equal(large.json.error.code, 'request.too-large', `${method} ${path}`);
        const broken = await rest.call(method, url, { body: '{"a":' });
        assert.equal(broken.json.error.code, 'request.invalid', `${method} ${path}`);
      }
    }
  });

  it('of a stack that is not there says so', async () => {
    for (const [path, methods] of routes) {
      if (!path.startsWith(STACK)) continue;
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      for (const method of methods) {
        const body = method === 'PUT' || method === 'PATCH' ? { body: {} } : {};
        const { status, json } = await rest.call(method, url, body);
        assert.deepEqual([status, json.error.code], [404, 'stack.not-found'], `${method} ${path}`);
      }
    }
  });
});
