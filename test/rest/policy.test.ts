import assert from 'node:assert/strict';
import fastify from 'fastify';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IsothermError } from '../../lib/errors.js';
import { tokenIdentity } from '../../services/engine/edge/identity/token-identity.js';
import { defaultRoles } from '../../services/engine/edge/policy/actions.js';
import { policyOf } from '../../services/engine/edge/policy/policy.js';
import { readPolicyFile } from '../../services/engine/edge/policy/policy-file.js';
import { authorise } from '../../services/engine/edge/rest/http/authorise.js';
import type { RestApp } from '../../services/engine/edge/rest/context.js';
import { basicShape, type IdentityShape } from '../support/identity-shapes.js';
import { textOf } from '../support/repository-files.js';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const stacks = '/v1/default/stacks';

describe('REST: policy', () => {
  let shape: IdentityShape;
  let rest: RestHarness;
  let directory: string;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'isotherm-policy-'));
    shape = await basicShape(['default'], ['reader', 'member', 'deployer', 'admin']);
    const rules = readPolicyFile(
      fileWith(`
stacks:create: [deployer]
actions:suspend: []
resource_types:Memory::*: [deployer]
resource_types:Memory::Plain: [member]
`),
    );
    rest = await restHarness({ auth: { identity: shape.identity, policy: policyOf(rules) } });
  });
  after(async () => {
    await rest.close();
    await shape.close();
    rmSync(directory, { recursive: true });
  });

  function fileWith(text: string): string {
    const path = join(directory, 'policy.yaml');
    writeFileSync(path, text);
    return path;
  }
  const call = async (role: string, method: 'GET' | 'POST', url: string, body?: unknown) => {
    const headers = { 'x-auth-token': undefined, ...(await shape.as('default', role)) };
    return rest.call(method, url, { headers, ...(body === undefined ? {} : { body }) });
  };
  const template = (type: string) => ({ heat_template_version: '2021-04-16', resources: { one: { type } } });

  it('serves no route that does not say what it does', () => {
    const app = fastify() as unknown as RestApp;
    authorise(app, { identity: tokenIdentity('a-token') });
    assert.throws(() => app.get('/v1/:tenant/secrets', () => Promise.resolve({})), /declares no action/);
  });

  it('lets the roles do it that the file names, and admins', async () => {
    const create = (role: string, name: string) =>
      call(role, 'POST', stacks, { stack_name: name, template: twoThings });
    assert.equal((await create('member', 'no')).status, 403);
    assert.equal((await create('deployer', 'one')).status, 201);
    assert.equal((await create('admin', 'two')).status, 201);
    assert.equal((await call('reader', 'GET', stacks)).status, 200);
    // A role of one's own implies no other.
    assert.equal((await call('deployer', 'GET', stacks)).status, 403);
  });

  it('is asked about the action that the body names', async () => {
    const path = await rest.useCases
      .findStack('default', 'one')
      .then((one) => `${stacks}/one/${one!.id}/actions`);
    const refused = await call('member', 'POST', path, { suspend: null });
    assert.equal(refused.status, 403);
    assert.match(refused.json.error.message, /^You are not authorized to use actions:suspend/);
    assert.equal((await call('member', 'POST', path, { check: null })).status, 200);
    assert.equal((await call('admin', 'POST', path, { suspend: null })).status, 200);
  });

  it('hides types from those who may not use them', async () => {
    const types = async (role: string) =>
      (await call(role, 'GET', '/v1/default/resource_types')).json.resource_types as string[];
    assert.deepEqual(await types('reader'), []);
    assert.deepEqual(await types('member'), ['Memory::Plain']);
    assert.deepEqual((await types('admin')).sort(), ['Memory::Plain', 'Memory::Thing']);
    for (const below of ['', '/template']) {
      const url = `/v1/default/resource_types/Memory::Thing${below}`;
      assert.equal((await call('member', 'GET', url)).status, 404);
      assert.equal((await call('admin', 'GET', url)).status, 200);
    }
    const validate = (type: string) =>
      call('member', 'POST', '/v1/default/validate', { template: template(type) });
    assert.equal((await validate('Memory::Plain')).status, 200);
    const hidden = await validate('Memory::Thing');
    assert.equal(hidden.status, 400);
    assert.match(JSON.stringify(hidden.json), /Memory::Thing/);
  });

  it('tells all that is wrong in a file, and where', () => {
    const path = fileWith('stacks:creat: [member]\nstacks:index: member\nrubbish: []\n');
    assert.throws(
      () => readPolicyFile(path),
      (error: unknown) => {
        assert.ok(error instanceof IsothermError);
        assert.equal(error.code, 'config.invalid');
        assert.deepEqual(error.faults.map(({ path: name, line }) => [name, line]), [
          ['stacks:creat', 1], ['stacks:index', 2], ['rubbish', 3],
        ]); // prettier-ignore
        assert.match(error.message, /did you mean "stacks:create"/);
        return true;
      },
    );
  });

  it('is in docs/identity.md, action by action', () => {
    const rows = Array.from(
      textOf('docs/identity.md')!.matchAll(/^\| (`\w+`|an admin) +\| (`\w+:.*) \|$/gm),
      ([, role, actions]) => {
        return [role!.replaceAll('`', ''), actions!.replaceAll('`', '').trim().split(', ')] as const;
      },
    );
    const wanted = new Map<string, string[]>();
    for (const [action, roles] of Object.entries<readonly string[]>(defaultRoles)) {
      for (const role of roles.length === 0 ? ['an admin'] : roles)
        wanted.set(role, [...(wanted.get(role) ?? []), action]);
    }
    assert.deepEqual(new Map(rows), wanted);
  });

  it('by default gives no role to a route that changes something and to readers too', () => {
    for (const [action, roles] of Object.entries(defaultRoles)) {
      if (!/create|delete|update|apply|restore|drain|forget|abandon|mark|^actions:/.test(action)) continue;
      assert.ok(!(roles as readonly string[]).includes('reader'), action);
    }
  });
});
