import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

describe('REST: revisions', () => {
  let rest: RestHarness;
  let path: string;
  beforeEach(async () => {
    rest = await restHarness();
    path = await rest.create('web', twoThings, { files: { 'a.txt': 'a' } });
    rest.useCases.settle();
    const resources = { first: { type: 'Memory::Thing', properties: { text: 'second' } } };
    const template = { ...twoThings, resources, outputs: {} };
    await rest.call('PUT', path, { body: { template, parameters: { text: 'mine' } } });
  });
  afterEach(() => rest.close());

  const get = (below: string) => rest.call('GET', `${path}/revisions${below}`);

  it('are listed, the newest first', async () => {
    const { revisions } = (await get('')).json;
    assert.deepEqual(
      revisions.map((each: { revision: number; action: string; asked: string; state: string }) => [
        each.revision,
        each.action,
        each.asked,
        each.state,
      ]),
      [
        [2, 'UPDATE', 'update', 'in progress'],
        [1, 'CREATE', 'create', 'current'],
      ],
    );
    assert.match(revisions[0].creation_time, /\.\d{3}Z$/);
    assert.deepEqual([revisions[1].base, revisions[1].resources], [1, 2]);
  });

  it('are shown with template, parameters and the names of files', async () => {
    const { revision } = (await get('/1')).json;
    assert.deepEqual(revision.template, twoThings);
    assert.deepEqual(revision.parameters, { text: 'hello', secret: '******', list: 'a,b', flag: 'True' });
    assert.deepEqual([revision.revision, revision.files], [1, ['a.txt']]);
  });

  it('of a template in YAML are shown as JSON', async () => {
    const template = 'heat_template_version: 2021-04-16\nresources: {}\n';
    await rest.call('PUT', path, { body: { template } });
    assert.deepEqual((await get('/3')).json.revision.template.resources, {});
  });

  it('are compared', async () => {
    const { diff } = (await get('/1/diff?with=2')).json;
    assert.deepEqual([diff.from, diff.to], [1, 2]);
    assert.deepEqual(
      diff.resources.map((each: { resource_name: string; change: string }) => [
        each.resource_name,
        each.change,
      ]),
      [
        ['first', 'changed'],
        ['second', 'removed'],
      ],
    );
    assert.equal(diff.resources[0].properties[0].name, 'text');
    assert.deepEqual(diff.parameters, [{ name: 'text', before: 'hello', after: 'mine' }]);
    assert.deepEqual((await get('/2/diff?with=2')).json.diff.resources, []);
  });

  it('are applied again: 202, and a new revision', async () => {
    const { status, json } = await rest.call('POST', `${path}/revisions/1/apply`);
    assert.deepEqual([status, json.code, json.revision], [202, '202 Accepted', 3]);
    const { revision } = (await get('/3')).json;
    assert.deepEqual([revision.base, revision.asked], [1, 'apply 1']);
    rest.useCases.settle();
    assert.equal((await rest.call('GET', path)).json.stack.parameters.text, 'hello');
  });

  it('are planned, and do what the plan says or nothing', async () => {
    const { status, json } = await rest.call('POST', `${path}/revisions/1/plan`);
    assert.equal(status, 200);
    const second = json.plan.resources.find(
      (each: { resource_name: string }) => each.resource_name === 'second',
    );
    assert.equal(second.action, 'create');
    const apply = (plan: string) => rest.call('POST', `${path}/revisions/1/apply`, { body: { plan } });
    const refused = await apply('another');
    assert.deepEqual([refused.status, refused.json.error.code], [409, 'plan.changed']);
    assert.equal((await apply(json.plan.hash)).status, 202);
    assert.equal((await rest.call('POST', `${path}/revisions/9/plan`)).status, 404);
  });

  it('that are not there, or not compared with one, are told', async () => {
    for (const below of ['/9', '/0', '/-1', '/one', '/1e3', '/9/diff?with=1', '/1/diff?with=9']) {
      const { status, json } = await get(below);
      assert.deepEqual([status, json.error.code], [404, 'revision.not-found'], below);
    }
    assert.equal((await rest.call('POST', `${path}/revisions/9/apply`)).status, 404);
    for (const below of ['/1/diff', '/1/diff?with=x', '/1/diff?with=0']) {
      const { status, json } = await get(below);
      assert.deepEqual([status, json.error.code], [400, 'request.invalid'], below);
      assert.match(json.error.message, /with/);
    }
    assert.equal((await rest.call('GET', `${path}0/revisions`)).status, 404);
  });
});
