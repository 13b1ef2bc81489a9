import assert from 'node:assert/strict';
import { EngineBench, TENANT } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

const TEMPLATE = `heat_template_version: 2018-08-31
parameters:
  far: { type: string, default: moon }
resources:
  a: # the first
    type: Test::Thing
    properties:
      kind: a
      size: 1
      peer: { get_param: far }
      token: hush
      hashed: plain text
  b:
    type: Test::Thing
    properties: { kind: b, peer: { get_attr: [a, address] } }
`;

describe('drift', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  let id: string;

  before(async () => {
    bench = await EngineBench.open();
    id = await bench.create('shop', TEMPLATE, { drift: 'report' });
  });
  after(() => bench.close());

  const show = (resource?: string) => bench.useCases.drift.showDrift(TENANT, id, resource);

  it('is shown property by property, and only where there is some', async () => {
    assert.deepEqual(await show(), []);
    const [calm] = await show('a');
    assert.deepEqual([calm?.drifted, calm?.policy, calm?.status], [false, 'report', 'ready']);
    await assert.rejects(show('c'), { code: 'resource.not-found' });

    bench.peers.drift(bench.peers.idOf('a'), { size: 7, peer: 'mars', token: 'loud', hashed: 'other' });
    bench.peers.drift(bench.peers.idOf('b'), { peer: 'nowhere' });
    await waitFor(async () => (await show()).length === 2, 'the drift to be seen');
    const [a, b] = await show();
    assert.deepEqual([a?.resource, a?.drifted, b?.resource], ['a', true, 'b']);
    assert.match(a?.reason ?? '', /is not as applied any more: size, peer, token, hashed/);
    const property = (name: string) => a?.properties.find((each) => each.name === name);
    assert.deepEqual(property('size'), {
      name: 'size',
      goal: 1,
      applied: 1,
      baseline: 1,
      observed: 7,
      drifted: true,
    });
    assert.deepEqual(property('kind'), {
      name: 'kind',
      goal: 'a',
      applied: 'a',
      baseline: 'a',
      observed: 'a',
      drifted: false,
    });
    assert.deepEqual(new Set(Object.values(property('token') ?? {})), new Set(['token', '******', true]));
    const convergence = async () => (await bench.useCases.showStack(TENANT, id)).convergence;
    await waitFor(async () => (await convergence()) === 'drifted', 'the drift to be written');
  });

  it('is accepted as the new goal where the template allows it', async () => {
    const { revision, accepted, refused } = await bench.useCases.drift.acceptDrift(TENANT, id);
    assert.equal(revision, 2);
    assert.deepEqual(
      accepted.map(({ resource, property, value }) => [resource, property, value]),
      [
        ['a', 'size', 7],
        ['a', 'peer', 'mars'],
      ],
    );
    assert.deepEqual(
      refused.map(({ resource, property, reason }) => `${resource}.${property}: ${reason}`).sort(),
      [
        'a.hashed: what is read back of it is not what a template says',
        'a.token: it is secret, and would stand in the template',
        'b.peer: the template computes it with get_attr',
      ],
    );
    await bench.reaches(id, 'UPDATE_COMPLETE');
    const text = await bench.useCases.showTemplate(TENANT, id);
    assert.equal(text, TEMPLATE.replace('size: 1', 'size: 7'), 'all else of the text stays');
    const { parameters } = await bench.useCases.showStack(TENANT, id);
    assert.equal(parameters[0]?.value, 'mars');
    const [newest] = await bench.useCases.history.listRevisions(TENANT, id);
    assert.equal(newest?.asked, 'accept drift');
    await waitFor(async () => (await show('a'))[0]?.drifted === false, 'it to be the goal');
  });

  it('that no template can say makes no revision', async () => {
    bench.peers.drift(bench.peers.idOf('b'), { peer: 'elsewhere' });
    await waitFor(async () => (await show('b'))[0]?.drifted === true, 'the drift to be seen');
    const { revision, accepted, refused } = await bench.useCases.drift.acceptDrift(TENANT, id, 'b');
    assert.deepEqual([revision, accepted, refused.length], [0, [], 1]);
    assert.equal((await bench.useCases.showStack(TENANT, id)).revision, 2);
  });
});
