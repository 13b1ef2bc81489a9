import assert from 'node:assert/strict';
import { restHarness, type RestHarness } from '../support/rest-harness.js';

describe('REST: services', () => {
  let rest: RestHarness;
  beforeEach(async () => {
    rest = await restHarness();
  });
  afterEach(() => rest.close());

  it("are listed in Heat's shape, with what each kind has beside", async () => {
    const { status, json } = await rest.call('GET', '/v1/default/services');
    assert.equal(status, 200);
    const [engine, down, worker, observer] = json.services;
    assert.deepEqual(engine, {
      id: 'e1', binary: 'isotherm-engine', engine_id: 'e1', host: 'h1', hostname: 'h1', topic: 'engine',
      report_interval: 3, status: 'up', created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:05Z',
      deleted_at: null, kind: 'engine', node: 'h1', version: '1.2.3', address: 'h1:8006', shards: 256, stacks: 3,
      facts_queued: 1, jobs: 2, resources_parked: 4, watches: 5, free_slots: null, draining: false,
    }); // prettier-ignore
    assert.deepEqual([down.status, down.stacks], ['down', null]);
    assert.deepEqual([worker.kind, worker.jobs, worker.free_slots, worker.shards], ['worker', 2, 6, null]);
    assert.deepEqual([observer.kind, observer.watches, observer.report_interval], ['observer', 5, 0]);
  });

  it('can be drained, and undrained, where they are workers', async () => {
    const path = '/v1/default/services';
    const drained = await rest.call('POST', `${path}/w1/drain`);
    assert.deepEqual([drained.status, drained.json.service.draining], [200, true]);
    assert.equal((await rest.call('GET', path)).json.services[2].draining, true);
    assert.equal((await rest.call('POST', `${path}/w1/undrain`)).json.service.draining, false);
    const nobody = await rest.call('POST', `${path}/w9/drain`);
    assert.deepEqual([nobody.status, nobody.json.error.code], [404, 'service.not-found']);
    const engine = await rest.call('POST', `${path}/e1/drain`);
    assert.deepEqual([engine.status, engine.json.error.code], [400, 'request.unsupported']);
  });
});
