import assert from 'node:assert/strict';
import { policyOf } from '../../services/engine/edge/policy/policy.js';
import { EngineBench, TENANT } from '../support/engine-bench.js';
import { basicShape, type IdentityShape } from '../support/identity-shapes.js';
import { restHarness, type Method, type RestHarness } from '../support/rest-harness.js';

const HIDDEN = 'Test::Word';

const templateWith = (type: string) => ({
  heat_template_version: '2018-08-31',
  resources: { one: { type } },
});

describe('REST: a type that is hidden from somebody', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  let shape: IdentityShape;
  let rest: RestHarness;
  let path: string;
  let snapshot: string;

  const call = async (role: string, method: Method, url: string, body?: unknown) => {
    const headers = { 'x-auth-token': undefined, ...(await shape.as(TENANT, role)) };
    return rest.call(method, url, { headers, ...(body !== undefined && { body }) });
  };
  const revisions = async () =>
    (await call('admin', 'GET', `${path}/revisions`)).json.revisions.length as number;

  before(async () => {
    bench = await EngineBench.open();
    shape = await basicShape([TENANT], ['member', 'admin']);
    const policy = policyOf({ actions: {}, types: { [HIDDEN]: ['operator'] } });
    rest = await restHarness({ useCases: bench.useCases, auth: { identity: shape.identity, policy } });
    // An admin had it once, and took it out again.
    const id = await bench.create('old', templateWith(HIDDEN));
    path = `/v1/${TENANT}/stacks/old/${id}`;
    snapshot = (await call('admin', 'POST', `${path}/snapshots`, {})).json.id;
    await bench.reaches(id, 'SNAPSHOT_COMPLETE');
    await call('admin', 'PUT', path, { template: templateWith('Test::Thing') });
    await bench.reaches(id, 'UPDATE_COMPLETE');
  });
  after(async () => {
    await rest.close();
    await shape.close();
    await bench.close();
  });

  it('comes by no name that an environment gives it', async () => {
    const registries = [
      ['My::Thing', { 'My::Thing': HIDDEN }],
      ['My::Word', { 'My::*': 'Test::*' }],
      ['My::Word', { resources: { one: { 'My::Word': HIDDEN } } }],
    ] as const;
    for (const [type, registry] of registries) {
      const environment = { resource_registry: registry };
      const body = { stack_name: 'new', template: templateWith(type), environment };
      const answer = await call('member', 'POST', `/v1/${TENANT}/stacks`, body);
      assert.equal(answer.status, 400, JSON.stringify(registry));
    }
  });

  it('comes by no goal that there was before', async () => {
    const before = await revisions();
    for (const earlier of ['revisions/1', `snapshots/${snapshot}`]) {
      const again = earlier.startsWith('revisions') ? 'apply' : 'restore';
      for (const what of ['plan', again]) {
        const answer = await call('member', 'POST', `${path}/${earlier}/${what}`, {});
        assert.equal(answer.status, 400, `${earlier}/${what}: ${answer.text}`);
        assert.deepEqual(answer.json.faults, [
          { path: 'resources.one.type', message: `The Resource Type (${HIDDEN}) could not be found.` },
        ]);
      }
    }
    assert.equal(await revisions(), before);
    // What has nothing hidden may be had again.
    assert.equal((await call('member', 'POST', `${path}/revisions/3/plan`)).status, 200);
  });

  it('comes by no goal that somebody else has put, and is the admin’s to ask for', async () => {
    assert.equal((await call('admin', 'POST', `${path}/revisions/1/apply`, {})).status, 202);
    const id = path.slice(path.lastIndexOf('/') + 1);
    await bench.reaches(id, 'UPDATE_COMPLETE');
    const before = await revisions();
    for (const body of [{}, { tags: 'a' }])
      assert.equal((await call('member', 'PATCH', path, body)).status, 400, JSON.stringify(body));
    assert.equal(await revisions(), before);
    assert.equal((await call('admin', 'PATCH', path, {})).status, 202);
  });
});
