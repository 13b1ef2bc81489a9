import assert from 'node:assert/strict';
import { restHarness, type RestHarness } from '../support/rest-harness.js';

const NODES = '/v1/default/nodes';

describe('REST: nodes', () => {
  let rest: RestHarness;
  beforeEach(async () => {
    rest = await restHarness();
  });
  afterEach(() => rest.close());

  it('are listed with what runs and lives there', async () => {
    const { status, json } = await rest.call('GET', NODES);
    assert.equal(status, 200);
    assert.deepEqual(json.nodes, [
      { node: 'n1', status: 'up', workers: ['w1'], observers: ['o1'], things: 1, left_overs: 0 },
      { node: 'n2', status: 'silent', workers: [], observers: [], things: 2, left_overs: 0 },
    ]);
  });

  it('are shown with all that lives there', async () => {
    const { json } = await rest.call('GET', `${NODES}/n1`);
    assert.deepEqual(json.node.living, [
      { tenant: 'default', stack_name: 'shop', stack_id: 'shop-id', resource_name: 'web', resource_type: 'Memory::Thing',
        physical_resource_id: 'web-1' },
    ]); // prettier-ignore
    const nobody = await rest.call('GET', `${NODES}/n9`);
    assert.deepEqual([nobody.status, nobody.json.error.code], [404, 'node.not-found']);
  });

  it('are forgotten while they are silent', async () => {
    const used = await rest.call('POST', `${NODES}/n1/forget`);
    assert.deepEqual([used.status, used.json.error.code], [409, 'node.in-use']);
    const { status, json } = await rest.call('POST', `${NODES}/n2/forget`);
    assert.deepEqual([status, json.node.living.length], [200, 2]);
    assert.deepEqual((await rest.call('GET', NODES)).json.nodes[1].left_overs, 1);
  });
});
