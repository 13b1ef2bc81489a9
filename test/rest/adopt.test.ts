import assert from 'node:assert/strict';
import { EMPTY_ENVIRONMENT } from '../../lib/hot/environment/environment.js';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const stacks = '/v1/default/stacks';

describe('REST: abandon, adopt, import', () => {
  let rest: RestHarness;
  let path: string;
  beforeEach(async () => {
    rest = await restHarness();
    path = await rest.create('web', twoThings, { parameters: { text: 'mine' } });
    rest.useCases.settle();
  });
  afterEach(() => rest.close());

  const adopt = (data: unknown, more: object = {}) =>
    rest.call('POST', stacks, { body: { stack_name: 'heir', adopt_stack_data: data, ...more } });

  it('exports Heat’s document, and abandons with the same one', async () => {
    const exported = await rest.call('GET', `${path}/export`);
    assert.equal(exported.status, 200);
    const { json } = exported;
    assert.deepEqual(
      [json.name, json.id, json.action, json.status, json.project_id],
      ['web', path.split('/').at(-1), 'CREATE', 'COMPLETE', 'default'],
    );
    assert.deepEqual(json.template, twoThings);
    assert.deepEqual(json.environment, { ...EMPTY_ENVIRONMENT, parameters: { text: 'mine' } });
    assert.deepEqual(json.resources.first, {
      name: 'first',
      resource_id: 'thing-first',
      type: 'Memory::Thing',
      action: 'CREATE',
      status: 'COMPLETE',
      resource_data: {},
      metadata: { role: 'front' },
    });
    const abandoned = await rest.call('DELETE', `${path}/abandon`);
    assert.deepEqual([abandoned.status, abandoned.json], [200, json]);
    rest.useCases.settle();
    assert.equal((await rest.call('GET', `${stacks}/web`)).status, 404);
    assert.equal((await rest.call('DELETE', `${path}/abandon`)).status, 404);
  });

  it('adopts a document, as text or as a map, with its template and parameters', async () => {
    const { json: document } = await rest.call('GET', `${path}/export`);
    for (const [name, data] of [
      ['as-text', JSON.stringify(document)],
      ['as-map', document],
    ]) {
      // What Heat's client sends beside it.
      const more = { stack_name: name, environment: {}, files: {}, parameters: {}, disable_rollback: true };
      const answer = await adopt(data, more);
      assert.equal(answer.status, 201, answer.text);
      const heir = new URL(answer.json.stack.links[0].href).pathname;
      assert.equal((await rest.call('GET', heir)).json.stack.stack_status, 'ADOPT_IN_PROGRESS');
      rest.useCases.settle();
      const { stack } = (await rest.call('GET', heir)).json;
      assert.deepEqual([stack.stack_status, stack.parameters.text], ['ADOPT_COMPLETE', 'mine']);
      const { resource } = (await rest.call('GET', `${heir}/resources/first`)).json;
      assert.deepEqual(
        [resource.resource_status, resource.physical_resource_id],
        ['ADOPT_COMPLETE', 'thing-first'],
      );
    }
  });

  it('puts the values of the request over those of the document', async () => {
    const { json: document } = await rest.call('GET', `${path}/export`);
    // As Heat's own documents have it.
    document.environment.resource_registry = { resources: {} };
    document.stack_user_project_id = 'x';
    const text = async (name: string, more: object) => {
      const answer = await adopt(document, { stack_name: name, ...more });
      assert.equal(answer.status, 201, answer.text);
      const { stack } = (await rest.call('GET', new URL(answer.json.stack.links[0].href).pathname)).json;
      return [stack.parameters.text, stack.parameters.list];
    };
    assert.deepEqual(await text('a', { parameters: { text: 'given' } }), ['given', 'a,b']);
    assert.deepEqual(await text('b', { environment: { parameters: { list: 'c' } } }), ['mine', 'c']);
    assert.deepEqual(await text('c', { environment: 'parameters: {text: yaml}' }), ['yaml', 'a,b']);
    const bad = await adopt(document, { environment: 'just text' });
    assert.equal(bad.status, 400);
    assert.match(bad.json.faults[0].path, /^environment/);
  });

  it('tells each fault of a document', async () => {
    const thing = { resource_id: 'x', type: 'Memory::Thing' };
    for (const [data, paths] of [
      [{}, ['adopt_stack_data.template', 'adopt_stack_data.resources']],
      ['5', ['adopt_stack_data']],
      [
        { template: {}, resources: { a: { resource_id: 5, type: 'T' }, b: { ...thing, type: null } } },
        ['adopt_stack_data.resources.a.resource_id', 'adopt_stack_data.resources.b.type'],
      ],
      [
        { template: {}, resources: { a: { ...thing, resource_id: 'x\0' } } },
        ['adopt_stack_data.resources.a.resource_id'],
      ],
      ['{"template": ', ['adopt_stack_data']],
      [`{"template":{},"resources":{},"x":${'['.repeat(9_000)}${']'.repeat(9_000)}}`, undefined],
    ] as const) {
      const { status, json } = await adopt(data);
      assert.equal(status, 400, JSON.stringify(data));
      if (paths)
        assert.deepEqual(json.faults.map((fault: { path: string }) => fault.path), paths); // prettier-ignore
      else assert.match(json.faults[0].path, /^adopt_stack_data\.x\./);
    }
    assert.match((await adopt({})).json.error.message, /^Invalid adopt data: adopt_stack_data\.template/);
    const { json } = await adopt({ template: { heat_template_version: 'x' }, resources: {} });
    assert.equal(json.error.code, 'template.invalid');
  });

  it('refuses a plan for a stack that is adopted', async () => {
    const { json: document } = await rest.call('GET', `${path}/export`);
    assert.equal((await adopt(document, { plan: 'x' })).json.error.code, 'request.unsupported');
  });

  it('imports existing things into a new stack and into one that runs', async () => {
    const created = await rest.create('new', twoThings, { imports: { first: 'found-1' } });
    rest.useCases.settle();
    const { resource } = (await rest.call('GET', `${created}/resources/first`)).json;
    assert.deepEqual(
      [resource.physical_resource_id, resource.resource_status],
      ['found-1', 'ADOPT_COMPLETE'],
    );
    const third = { type: 'Memory::Thing' };
    const body = {
      template: { ...twoThings, resources: { ...twoThings.resources, third } },
      imports: { third: 'found-3' },
    };
    const { plan } = (await rest.call('PUT', `${path}/plan`, { body })).json;
    const planned = plan.resources.at(-1);
    assert.deepEqual([planned.action, planned.physical_resource_id], ['adopt', 'found-3']);
    const { resource_changes: changes } = (await rest.call('PUT', `${path}/preview`, { body })).json;
    assert.equal(changes.added[0].physical_resource_id, 'found-3');
    assert.equal((await rest.call('PUT', path, { body })).status, 202);
    for (const imports of [{ a: '' }, { a: 5 }, { a: 'x\0' }, ['a'], 'a']) {
      const { status, json } = await rest.call('PATCH', path, { body: { imports } });
      assert.equal(status, 400, JSON.stringify(imports));
      assert.match(json.faults[0].path, /^imports/);
    }
  });
});
