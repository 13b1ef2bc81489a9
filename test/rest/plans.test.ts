import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const base = '/v1/default';

describe('REST: plans and previews', () => {
  let rest: RestHarness;
  let path: string;
  beforeEach(async () => {
    rest = await restHarness();
    path = await rest.create('web', twoThings);
    rest.useCases.settle();
  });
  afterEach(() => rest.close());

  const changed = {
    ...twoThings,
    resources: {
      first: { type: 'Memory::Thing', properties: { text: 'new' } },
      third: { type: 'Memory::Thing', depends_on: 'first', properties: { size: 'large' } },
    },
    outputs: {},
  };

  it('plans a create: every resource with its properties, and after what a value is known', async () => {
    const body = { stack_name: 'other', template: twoThings };
    const { status, json } = await rest.call('POST', `${base}/stacks/plan`, { body });
    assert.equal(status, 200);
    const { hash, revision, resources } = json.plan;
    assert.match(hash, /^[0-9a-f]{64}$/);
    assert.equal(revision, 0);
    const [first, second] = resources;
    assert.deepEqual(
      [first.resource_name, first.resource_type, first.physical_resource_id, first.action, first.certain],
      ['first', 'Memory::Thing', '', 'create', true],
    );
    const text = (resource: { properties: { name: string }[] }) =>
      resource.properties.find(({ name }) => name === 'text');
    assert.deepEqual(text(first), { name: 'text', after: 'hello', known_after: [], replaces: false });
    assert.deepEqual(text(second), { name: 'text', known_after: ['first'], replaces: false });
    assert.deepEqual(second.requires, ['first']);
    assert.equal((await rest.call('GET', `${base}/stacks/other`)).status, 404, 'nothing was made');
  });

  it('plans an update with what was before, after, and found drifted', async () => {
    rest.useCases.stack('default', 'web').drift('first', { text: 'by hand' });
    const { plan } = (await rest.call('PUT', `${path}/plan`, { body: { template: changed } })).json;
    assert.equal(plan.revision, 1);
    assert.deepEqual(
      plan.resources.map((each: { resource_name: string; action: string }) => [
        each.resource_name,
        each.action,
      ]),
      [
        ['first', 'update'],
        ['third', 'create'],
        ['second', 'delete'],
      ],
    );
    assert.deepEqual(plan.resources[0].properties, [
      { name: 'text', before: 'hello', after: 'new', known_after: [], replaces: false, drifted: 'by hand' },
    ]);
    assert.equal(plan.resources[2].reason, 'not in the template any more');
    assert.equal(plan.resources[2].physical_resource_id, 'thing-second');
    assert.deepEqual(
      (await rest.call('POST', `${path}/plan`, { body: { template: changed } })).json.plan,
      plan,
    );
  });

  it('plans with PATCH what keeps what is left out, and without a body a new try', async () => {
    const { plan } = (await rest.call('PATCH', `${path}/plan`)).json;
    assert.deepEqual(
      plan.resources.map(({ action }: { action: string }) => action),
      ['none', 'none'],
    );
    const patch = await rest.call('PATCH', `${path}/plan`, { body: { parameters: { text: 'x' } } });
    assert.equal(patch.json.plan.resources[0].action, 'update');
    const put = await rest.call('PUT', `${path}/plan`, { body: {} });
    assert.equal(put.json.error.message, 'No template specified');
    const kept = await rest.call('PUT', `${path}/plan`, { body: { existing: true } });
    assert.equal(kept.json.plan.resources[0].action, 'none');
  });

  it('updates by a plan, and answers 409 with what differs and the plan as it is now', async () => {
    const { plan } = (await rest.call('PUT', `${path}/plan`, { body: { template: changed } })).json;
    rest.useCases.stack('default', 'web').drift('first', { text: 'by hand' });
    const body = { template: changed, plan: plan.hash };
    const late = await rest.call('PUT', path, { body });
    assert.equal(late.status, 409);
    assert.deepEqual(
      [late.json.code, late.json.title, late.json.error.code, late.json.error.type],
      [409, 'Conflict', 'plan.changed', 'PlanChanged'],
    );
    assert.deepEqual(
      late.json.faults.map((fault: { path: string }) => fault.path),
      ['resources.first'],
    );
    assert.equal(late.json.plan.resources[0].properties[0].drifted, 'by hand');
    assert.equal((await rest.call('GET', path)).json.stack.revision, 1, 'nothing was written');
    const again = await rest.call('PUT', path, { body: { ...body, plan: late.json.plan.hash } });
    assert.deepEqual([again.status, again.json.revision], [202, 2]);
    const patched = await rest.call('PATCH', path, { body: { plan: 'of long ago' } });
    assert.equal(patched.status, 409);
    assert.equal('faults' in patched.json, false);
  });

  it('refuses in a plan what a plan has no use for', async () => {
    const create = { stack_name: 'other', template: twoThings };
    for (const [method, url, body] of [
      ['POST', `${base}/stacks/plan`, { ...create, adopt_stack_data: '{}' }],
      ['POST', `${base}/stacks/plan`, { ...create, plan: 'x' }],
      ['POST', `${base}/stacks/preview`, { ...create, adopt_stack_data: {} }],
      ['PATCH', `${path}/plan`, { plan: 'x' }],
      ['PATCH', `${path}/preview`, { plan: 'x' }],
      ['PATCH', path, { adopt_stack_data: {} }],
    ] as const) {
      const { status, json } = await rest.call(method, url, { body });
      assert.deepEqual([status, json.error.code], [400, 'request.unsupported'], url);
    }
    const nameless = await rest.call('POST', `${base}/stacks/plan`, { body: { template: twoThings } });
    assert.match(nameless.json.error.message, /No stack name specified/);
    const faulty = { stack_name: 'x', template: { heat_template_version: '2021-04-16', resources: 5 } };
    const { status, json } = await rest.call('POST', `${base}/stacks/plan`, { body: faulty });
    assert.deepEqual([status, json.faults[0].path], [400, 'resources']);
    assert.equal((await rest.call('PATCH', `${path}0/plan`)).status, 404);
  });

  it('previews a create in Heat’s raw form', async () => {
    const body = { stack_name: 'other', template: twoThings, tags: 'a', parameters: { text: 'mine' } };
    const { status, json } = await rest.call('POST', `${base}/stacks/preview`, { body });
    assert.equal(status, 200);
    const { stack } = json;
    assert.deepEqual([stack.id, stack.stack_name, stack.tags], ['None', 'other', ['a']]);
    assert.deepEqual(stack.links, [
      { href: 'http://127.0.0.1:8004/v1/default/stacks/other/None', rel: 'self' },
    ]);
    assert.equal(stack.disable_rollback, true);
    assert.equal('stack_status' in stack, false);
    assert.deepEqual(
      [stack.parameters.text, stack.parameters.secret, stack.parameters['OS::stack_id']],
      ['mine', '******', 'None'],
    );
    const [first] = stack.resources;
    assert.deepEqual(first.resource_identity, {
      tenant: 'default',
      stack_name: 'other',
      stack_id: 'None',
      path: '/resources/first',
    });
    assert.deepEqual(
      [first.resource_action, first.resource_status, first.physical_resource_id, first.required_by],
      ['INIT', 'COMPLETE', '', ['second']],
    );
    assert.deepEqual(first.metadata, { role: 'front' });
    assert.deepEqual([first.properties.text, stack.resources[1].properties.text], ['mine', null]);
    assert.equal('links' in first, false);
  });

  it('previews an update as Heat does: which resources, by what becomes of them', async () => {
    const names = (list: { resource_name: string }[]) => list.map((each) => each.resource_name);
    const large = { ...changed.resources, second: { type: 'Memory::Thing', properties: { size: 'large' } } };
    const body = { template: { ...changed, resources: large } };
    const { resource_changes: put } = (await rest.call('PUT', `${path}/preview`, { body })).json;
    assert.deepEqual(Object.keys(put), ['unchanged', 'updated', 'replaced', 'added', 'deleted']);
    assert.deepEqual([put.unchanged, put.updated, put.replaced, put.added, put.deleted].map(names), [
      [],
      ['first'],
      ['second'],
      ['third'],
      [],
    ]);
    assert.deepEqual(
      [put.updated[0].physical_resource_id, put.updated[0].resource_action, put.updated[0].required_by],
      ['thing-first', 'CREATE', ['third']],
    );
    assert.deepEqual([put.added[0].resource_action, put.added[0].creation_time], ['INIT', null]);
    const { resource_changes: gone } = (
      await rest.call('PUT', `${path}/preview?show_nested=true`, { body: { template: changed } })
    ).json;
    assert.deepEqual(names(gone.deleted), ['second']);
    const { resource_changes: same } = (await rest.call('PATCH', `${path}/preview`)).json;
    assert.deepEqual(names(same.unchanged), ['first', 'second']);
  });
});
