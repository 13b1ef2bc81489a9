import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'what is retained stays, and what is to be kept is kept before it goes',
  async ({ stacks, world }) => {
    const vm = { type: 'Test::Server', disk: ref('data') };
    await stacks.put('shop', {
      data: { type: 'Test::Volume', zone: 'a', policy: { deletion: 'retain' } },
      log: { type: 'Test::Volume', zone: 'a', policy: { deletion: 'snapshot' } },
      vm,
    });
    await stacks.settle();
    const data = world.only('data');

    await stacks.delete('shop');
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'GONE');
    assert.deepEqual([...world.things.values()], [data]);
    world.mustHaveDone('delete vm');
    world.mustHaveDone('snapshot log', 'delete log');
    world.mustNotHaveDone('delete data', 'snapshot data');
    assert.deepEqual(world.violations, []);
  },
);
