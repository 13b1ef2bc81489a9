import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const base = '/v1/default';

describe('REST: list of stacks', () => {
  let rest: RestHarness;
  before(async () => {
    rest = await restHarness();
    await rest.create('one', twoThings, { tags: 'red,blue' });
    await rest.create('two', twoThings);
    rest.useCases.settle();
    await rest.create('three', twoThings, { tags: 'red' });
  });
  after(() => rest.close());

  const names = async (query: string) =>
    (await rest.call('GET', `${base}/stacks${query}`)).json.stacks.map(
      (stack: { stack_name: string }) => stack.stack_name,
    );

  it('has the short form only', async () => {
    const [stack] = (await rest.call('GET', `${base}/stacks`)).json.stacks;
    assert.deepEqual(Object.keys(stack).sort(), [
      'convergence', 'creation_time', 'deletion_time', 'description', 'id', 'links', 'parent', 'project', 'revision',
      'stack_name', 'stack_owner', 'stack_status', 'stack_status_reason', 'stack_user_project_id', 'tags', 'updated_time',
    ]); // prettier-ignore
    assert.deepEqual(stack.tags, ['red', 'blue']);
  });

  it('filters by name, status, action and tags', async () => {
    assert.deepEqual(await names(''), ['one', 'two', 'three']);
    assert.deepEqual(await names('?name=one&stack_name=two'), ['one', 'two']);
    assert.deepEqual(await names('?status=COMPLETE'), ['one', 'two']);
    assert.deepEqual(await names('?status=CREATE_IN_PROGRESS'), ['three']);
    assert.deepEqual(await names('?action=CREATE&status=IN_PROGRESS'), ['three']);
    assert.deepEqual(await names('?action=DELETE'), []);
    assert.deepEqual(await names('?tags=red'), ['one', 'three']);
    assert.deepEqual(await names('?tags=red,blue'), ['one']);
    assert.deepEqual(await names('?tags_any=blue,green'), ['one']);
    assert.deepEqual(await names('?not_tags=red,blue'), ['two', 'three']);
    assert.deepEqual(await names('?not_tags_any=red,blue'), ['two']);
    assert.deepEqual(await names('?limit='), ['one', 'two', 'three']);
    assert.deepEqual((await rest.call('GET', '/v1/other/stacks')).json, { stacks: [] });
  });

  it('finds words in any case, and leaves alone what is given without a value', async () => {
    assert.deepEqual(await names('?stack_action=create&status=complete'), ['one', 'two']);
    assert.deepEqual(await names('?action=CREATE&stack_action=delete&status=in_progress'), ['three']);
    assert.deepEqual(await names('?name=&tags=&show_deleted=&with_count='), ['one', 'two', 'three']);
    assert.equal((await rest.call('GET', `${base}/stacks?global_tenant=`)).status, 400);
  });

  it('shows the description of a template as it is, in lists alone', async () => {
    const bare = { heat_template_version: '2021-04-16', resources: {} };
    const path = await rest.create('bare', bare);
    const [stack] = (await rest.call('GET', `${base}/stacks?name=bare`)).json.stacks;
    assert.equal(stack.description, '');
    const [detail] = (await rest.call('GET', `${base}/stacks/detail?name=bare`)).json.stacks;
    assert.equal(detail.description, 'No description');
    await rest.call('DELETE', path);
    rest.useCases.settle();
  });

  it('gives pages, with a link to the next one only when a page is full', async () => {
    const first = (await rest.call('GET', `${base}/stacks?limit=2&sort_keys=nonsense`)).json;
    assert.equal(first.stacks.length, 2);
    const next = new URL(first.links[0].href);
    assert.equal(first.links[0].rel, 'next');
    const second = (await rest.call('GET', next.pathname + next.search)).json;
    assert.deepEqual([second.stacks[0].stack_name, second.links], ['three', undefined]);
    assert.equal((await rest.call('GET', `${base}/stacks?marker=unknown`)).status, 200);
  });

  it('refuses a limit that is no number', async () => {
    for (const limit of ['many', '-1', '1.5']) {
      const { status, json } = await rest.call('GET', `${base}/stacks?limit=${limit}`);
      assert.equal(status, 400, limit);
      assert.match(json.error.message, /Only integer is acceptable by 'limit'|invalid for 'limit'/);
    }
  });

  it('counts what is on all pages', async () => {
    assert.equal((await rest.call('GET', `${base}/stacks?limit=1&with_count=True`)).json.count, 3);
    assert.equal((await rest.call('GET', `${base}/stacks?limit=1`)).json.count, undefined);
  });

  it('refuses filters that it does not have', async () => {
    const { status, json } = await rest.call('GET', `${base}/stacks?owner_id=me`);
    assert.deepEqual([status, json.error.type], [400, 'NotSupported']);
  });

  it('has the long form at /stacks/detail', async () => {
    const [stack] = (await rest.call('GET', `${base}/stacks/detail?name=one`)).json.stacks;
    assert.equal(stack.parameters.text, 'hello');
    assert.equal('outputs' in stack, false);
  });
});
