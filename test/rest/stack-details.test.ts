import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { restHarness, type RestHarness } from '../support/rest-harness.js';

const base = `/v1/${TENANT}/stacks`;
const withParameters = {
  ...templateOf({ a: { token: { get_param: 'word' } } }),
  description: 'With parameters',
  parameters: { word: { type: 'string', hidden: true }, list: { type: 'json', default: { x: 1 } } },
  outputs: { said: { value: { get_attr: ['a', 'address'] } } },
};

describe('REST: details of many stacks', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  let rest: RestHarness;
  const ids: Record<string, string> = {};

  before(async () => {
    bench = await EngineBench.open();
    rest = await restHarness({ useCases: bench.useCases });
    const { useCases } = bench;
    ids['plain'] = await bench.create('plain', templateOf({ a: {} }));
    const more = { parameters: { word: 'hush' }, tags: ['red'], timeoutMins: 7, disableRollback: false };
    ids['secret'] = await bench.create('secret', withParameters, { ...more, drift: 'report' });
    ids['paused'] = await bench.create('paused', templateOf({ a: {}, b: {} }));
    await useCases.requests.act(TENANT, ids['paused'], 'pause');
    await useCases.requests.act(TENANT, ids['paused'], 'protect');
    await useCases.requests.actOnResource(TENANT, ids['paused'], 'b', { kind: 'skip' });
    ids['checked'] = await bench.create('checked', withParameters, { parameters: { word: 'w' } });
    await useCases.requests.act(TENANT, ids['checked'], 'check');
    await bench.reaches(ids['checked'], 'CHECK_COMPLETE');
    ids['gone'] = await bench.create('gone', withParameters, { parameters: { word: 'gone' } });
    await useCases.deleteStack(TENANT, ids['gone']);
    await bench.reaches(ids['gone'], 'DELETE_COMPLETE');
    for (const id of Object.values(ids)) if (id !== ids['gone']) await bench.isTakenUp(id);
  });
  after(async () => {
    await rest.close();
    await bench.close();
  });

  const names = async (query: string): Promise<string[]> =>
    (await rest.call('GET', `${base}/detail${query}`)).json.stacks.map(
      (stack: Record<string, string>) => stack['stack_name'],
    );

  it('are those that each of them shows, deleted ones too', async () => {
    const { stacks } = (await rest.call('GET', `${base}/detail?show_deleted=true`)).json;
    assert.equal(stacks.length, Object.keys(ids).length);
    for (const { project, ...details } of stacks) {
      const { stack_name: name, id } = details as Record<string, string>;
      assert.equal(id, ids[name!]);
      const shown = await rest.call('GET', `${base}/${name!}/${id!}?resolve_outputs=false`);
      assert.deepEqual(details, shown.json.stack);
      assert.equal(project, TENANT);
    }
  });

  it('come in the order and in the pages of the list', async () => {
    for (const query of ['', '?sort_keys=stack_name&sort_dir=asc', '?sort_keys=stack_status', '?tags=red']) {
      const listed = (await rest.call('GET', `${base}${query}`)).json.stacks;
      assert.deepEqual(await names(query), listed.map((stack: Record<string, string>) => stack['stack_name'])); // prettier-ignore
    }
    const page = (await rest.call('GET', `${base}/detail?sort_keys=stack_name&sort_dir=asc&limit=2`)).json;
    assert.deepEqual(page.stacks.map((stack: Record<string, string>) => stack['stack_name']), ['checked', 'paused']); // prettier-ignore
    const next = new URL(page.links[0].href);
    assert.deepEqual(await names(next.search), ['plain', 'secret']);
  });
});
