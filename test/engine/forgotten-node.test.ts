import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

/** Where the scripted peers run. */
const NODE = 'n1';

describe('a node that is forgotten', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  beforeEach(async () => {
    bench = await EngineBench.open();
  });
  afterEach(() => bench.close());

  const rows = async () => {
    const [row] = await bench.database.query<{ count: number }[]>(`SELECT count(*)::int FROM gone_thing`);
    return row?.count;
  };

  it('has its things waited for until then, made anew after, and what is left over deleted', async () => {
    const { nodes } = bench.useCases;
    const id = await bench.create('shop', templateOf({ a: {}, b: { depends_on: 'a' } }));
    await assert.rejects(nodes.forgetNode(NODE), { code: 'node.in-use' });
    await assert.rejects(nodes.forgetNode('n9'), { code: 'node.not-found' });
    bench.peers.leave();
    const [silent] = await nodes.listNodes();
    assert.deepEqual(silent, {
      node: NODE,
      silent: true,
      workers: [],
      observers: [],
      things: 2,
      leftOvers: 0,
    });
    const gone = await nodes.forgetNode(NODE);
    assert.deepEqual(
      gone.living.map(({ stack, resource, physicalId }) => [stack, resource, physicalId]),
      [
        ['shop', 'a', 'thing-1'],
        ['shop', 'b', 'thing-2'],
      ],
    );
    const areLeft = async () => (await nodes.listNodes())[0]?.leftOvers === 2 && (await waits(id));
    await waitFor(areLeft, 'its things to be counted as left over, and a new one to be waited for');
    // It is back: the new things are made there beside the old ones, which go.
    bench.peers.arrive();
    const { done } = bench.peers;
    done.length = 0;
    await waitFor(() => ['delete a', 'delete b'].every((job) => done.includes(job)), 'the old to go', 20_000);
    await waitFor(async () => (await bench.useCases.why(TENANT, id)).length === 0, 'all to be well');
    assert.deepEqual(done.filter((job) => job.startsWith('create')).sort(), ['create a', 'create b']);
    await waitFor(async () => (await rows()) === 0, 'nothing more to be known of it');
  });

  it('does not keep a stack from being deleted', async () => {
    const id = await bench.create('shop', templateOf({ a: {} }));
    bench.peers.leave();
    await bench.useCases.deleteStack(TENANT, id);
    await waitFor(() => waits(id), 'the delete to wait for the node');
    await bench.useCases.nodes.forgetNode(NODE);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  async function waits(id: string): Promise<boolean> {
    return (await bench.useCases.why(TENANT, id)).some(({ reason }) => /no worker/.test(reason));
  }
});
