import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

describe('REST: resources, events, outputs, logs, why', () => {
  let rest: RestHarness;
  let path: string;
  before(async () => {
    rest = await restHarness();
    path = await rest.create('web', twoThings);
    rest.useCases.settle();
  });
  after(() => rest.close());
  const get = (below: string) => rest.call('GET', path + below);

  it('lists resources in Heat’s form', async () => {
    const { resources } = (await get('/resources')).json;
    assert.equal(resources.length, 2);
    const [first] = resources;
    assert.equal(first.resource_name, 'first');
    assert.equal(first.logical_resource_id, 'first');
    assert.equal(first.physical_resource_id, 'thing-first');
    assert.equal(first.resource_type, 'Memory::Thing');
    assert.equal(first.resource_status, 'CREATE_COMPLETE');
    assert.deepEqual(first.required_by, ['second']);
    assert.deepEqual(resources[1].requires, ['first']);
    assert.deepEqual(first.links, [
      { href: `http://127.0.0.1:8004${path}/resources/first`, rel: 'self' },
      { href: `http://127.0.0.1:8004${path}`, rel: 'stack' },
    ]);
    assert.match(first.creation_time, /:\d\dZ$/);
    assert.match(first.started_time, /\.\d{3}Z$/);
    assert.equal('attributes' in first, false);
    assert.deepEqual((await get('/resources?with_detail=true')).json.resources[0].attributes.text, 'hello');
  });

  it('filters resources and refuses filters that Heat does not have', async () => {
    const count = async (query: string) => (await get(`/resources${query}`)).json.resources.length;
    assert.equal(await count('?name=first'), 1);
    assert.equal(await count('?type=Memory::Thing&action=CREATE&status=COMPLETE'), 2);
    assert.equal(await count('?physical_resource_id=thing-second'), 1);
    assert.equal(await count('?status=FAILED'), 0);
    assert.equal(await count('?nested_depth=3'), 2);
    const { status, json } = await get('/resources?colour=red');
    assert.deepEqual([status, json.error.message], [400, "Invalid filter parameters ['colour']"]);
  });

  it('shows a resource, its metadata and its log', async () => {
    const { resource } = (await get('/resources/first')).json;
    assert.deepEqual([resource.resource_name, resource.attributes.text], ['first', 'hello']);
    assert.deepEqual((await get('/resources/first/metadata')).json, { metadata: { role: 'front' } });
    const { logs } = (await get('/resources/first/logs')).json;
    assert.deepEqual([logs[0].action, logs[0].line], ['CREATE', 'CREATE of first']);
    const { status, json } = await get('/resources/none');
    assert.deepEqual([status, json.error.code], [404, 'resource.not-found']);
    assert.equal((await get('/resources/none/logs')).status, 404);
    assert.equal((await get('/resources/first/logs?limit=0')).status, 400);
  });

  it('finds words in any case, and leaves alone what is given without a value', async () => {
    const count = async (query: string) => (await get(`/resources${query}`)).json.resources.length;
    assert.equal(await count('?status=complete&action=Create'), 2);
    assert.equal(await count('?name=&status='), 2);
    const { events } = (await get('/events?resource_status=in_progress&resource_action=create')).json;
    assert.equal(events.length, 3);
  });

  it('shows an attribute that was asked for and is none as null', async () => {
    const { attributes } = (await get('/resources/first?with_attr=nope&with_attr=text')).json.resource;
    assert.deepEqual([attributes.nope, attributes.text], [null, 'hello']);
  });

  it('tells who asks for nested stacks the root of an event’s stack', async () => {
    const [event] = (await get('/events?nested_depth=2')).json.events;
    assert.deepEqual(event.links.at(-1), { rel: 'root_stack', href: `http://127.0.0.1:8004${path}` });
    const [plain] = (await get('/events?nested_depth=0')).json.events;
    assert.equal(plain.links.at(-1).rel, 'stack');
  });

  it('lists events, the newest first', async () => {
    const { events } = (await get('/events')).json;
    assert.equal(events[0].resource_name, 'web');
    assert.equal(events[0].resource_status, 'CREATE_COMPLETE');
    const sequences = events.map((event: { sequence: number }) => event.sequence);
    assert.deepEqual(sequences, [6, 5, 4, 3, 2, 1]);
    const rising = (await get('/events?sort_dir=asc&limit=2')).json;
    assert.deepEqual(
      rising.events.map((event: { sequence: number }) => event.sequence),
      [1, 2],
    );
    const next = new URL(rising.links[0].href);
    const more = (await rest.call('GET', next.pathname + next.search)).json;
    assert.deepEqual(
      more.events.map((event: { sequence: number }) => event.sequence),
      [3, 4],
    );
    assert.equal((await get('/events?resource_status=IN_PROGRESS')).json.events.length, 3);
    assert.equal((await get('/events?sort_dir=up')).status, 400);
  });

  it('shows the events of a resource, and one of them', async () => {
    const { events } = (await get('/resources/first/events')).json;
    assert.equal(events.length, 2);
    const [self, resource, stack] = events[0].links;
    assert.deepEqual([self.rel, resource.rel, stack.rel], ['self', 'resource', 'stack']);
    const { event } = (await rest.call('GET', new URL(self.href).pathname)).json;
    assert.deepEqual([event.id, event.resource_type], [events[0].id, 'Memory::Thing']);
    assert.equal((await get(`/resources/second/events/${events[0].id}`)).status, 404);
    assert.equal((await get('/resources/none/events')).status, 404);
  });

  it('lists outputs without and shows one with its value', async () => {
    assert.deepEqual((await get('/outputs')).json.outputs, [
      { output_key: 'said', description: 'What it says' },
      { output_key: 'plain', description: 'No description given' },
    ]);
    assert.deepEqual((await get('/outputs/said')).json.output, {
      output_key: 'said',
      description: 'What it says',
      output_value: 'hello',
    });
    assert.equal((await get('/outputs/none')).status, 404);
  });

  it('says why something is not converged', async () => {
    assert.deepEqual((await get('/why')).json, { why: [] });
    const other = await rest.create('stuck', {
      heat_template_version: '2021-04-16',
      resources: {
        slow: { type: 'Memory::Thing', properties: { waits: true } },
        after: { type: 'Memory::Thing', depends_on: 'slow' },
      },
    });
    rest.useCases.settle();
    const { why } = (await rest.call('GET', `${other}/why?resource=after`)).json;
    assert.deepEqual(why, [
      {
        resource_name: 'after',
        resource_type: 'Memory::Thing',
        state: 'wait',
        reason: 'waits for slow',
        waits_for: ['slow'],
      },
    ]);
    assert.equal((await rest.call('GET', `${other}/why?resource=none`)).status, 404);
  });
});
