import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { restHarness, type RestHarness } from '../support/rest-harness.js';
import { waitFor } from '../support/wait-for.js';

const template = templateOf({ a: { kind: 'a', size: 1 }, b: { kind: 'b', size: 1, depends_on: 'a' } });
const environment = {
  resource_registry: { resources: { a: { hooks: ['pre-create', 'pre-delete'] } } },
};

describe('REST: hooks and signals, on the real engine', function () {
  this.timeout(60_000);
  let bench: EngineBench;
  let rest: RestHarness;

  before(async () => {
    bench = await EngineBench.open();
    rest = await restHarness({ useCases: bench.useCases });
  });
  after(async () => {
    await rest.close();
    await bench.close();
  });

  const signal = (id: string, resource: string, body?: unknown) =>
    rest.call('POST', `/v1/${TENANT}/stacks/shop/${id}/resources/${resource}/signal`, { body });
  const hookOf = async (id: string) =>
    (await rest.call('GET', `/v1/${TENANT}/stacks/shop/${id}/resources/a`)).json.resource?.held_by_hook;
  const held = (id: string, hook: string) =>
    waitFor(async () => (await hookOf(id)) === hook, `a to be held by ${hook}`);
  /** As Heat's client reads them to find what is held. */
  const told = async (id: string) => {
    const path = `/v1/${TENANT}/stacks/shop/${id}/events?sort_dir=asc`;
    const { events } = (await rest.call('GET', path)).json;
    return events.map((each: Record<string, string>) =>
      [each['resource_name'], each['resource_status'], each['resource_status_reason']].join(' '),
    );
  };

  it('hold a resource until a signal clears it, and say so in Heat’s words', async () => {
    const { id } = await bench.useCases.createStack(TENANT, { name: 'shop', template, environment });
    await held(id, 'pre-create');
    assert.deepEqual(await told(id), [
      'shop CREATE_IN_PROGRESS Stack CREATE started',
      'a INIT_COMPLETE CREATE paused until Hook pre-create is cleared',
    ]);
    const refused: readonly (readonly [body: unknown, type: string, message: string])[] = [
      [undefined, 'ResourceActionNotSupported', 'signal is not supported for resource.'],
      [{ x: 1 }, 'ResourceActionNotSupported', 'signal is not supported for resource.'],
      ['text', 'ResourceActionNotSupported', 'signal is not supported for resource.'],
      [{ unset_hook: 'pre-update' }, 'InvalidBreakPointHook', `The "pre-update" hook is not defined on Thing "a" Stack "shop" [${id}]`],
      [{ unset_hook: 'pre-crate' }, 'InvalidBreakPointHook', `Invalid hook type "pre-crate" for Thing "a" Stack "shop" [${id}] (did you mean "pre-create"?)`],
      [{ unset_hook: 5 }, 'InvalidBreakPointHook', `Invalid hook type "5" for Thing "a" Stack "shop" [${id}] (one of pre-create, pre-update, pre-delete, post-create, post-update, post-delete)`],
    ]; // prettier-ignore
    for (const [body, type, message] of refused) {
      const { status, json } = await signal(id, 'a', typeof body === 'string' ? JSON.stringify(body) : body);
      assert.deepEqual([status, json.error.type, json.error.message], [400, type, message]);
    }
    assert.equal((await signal(id, 'zz', { unset_hook: 'pre-create' })).status, 404);
    assert.equal(bench.peers.things.size, 0);

    const cleared = await signal(id, 'a', { unset_hook: 'pre-create' });
    assert.deepEqual([cleared.status, cleared.json], [200, null]);
    await bench.reaches(id, 'CREATE_COMPLETE');
    assert.equal(await hookOf(id), null);
    assert.equal((await told(id))[2], 'a INIT_COMPLETE Hook pre-create is cleared');
    const [newest] = await bench.useCases.history.listRevisions(TENANT, id);
    assert.equal(newest?.asked, 'clear hook pre-create of a');
    assert.equal((await signal(id, 'a', { unset_hook: 'pre-create' })).status, 400);

    await bench.useCases.deleteStack(TENANT, id);
    await held(id, 'pre-delete');
    const why = await bench.useCases.why(TENANT, id, 'a');
    assert.match(why.map(({ reason }) => reason).join(), /isotherm stack hook clear shop a --pre-delete/);
    assert.equal((await signal(id, 'a', { unset_hook: 'pre-delete' })).status, 200);
    await bench.reaches(id, 'DELETE_COMPLETE');
    assert.equal(bench.peers.things.size, 0);
  });
});
