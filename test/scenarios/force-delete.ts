import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a forced delete gives up what cannot be deleted, and deletes the rest',
  async ({ stacks, world, provider }) => {
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a' },
      vm: { type: 'Test::Server', disk: ref('disk') },
      file: { type: 'Test::Config', text: 'x' },
    });
    await stacks.settle();
    const vm = world.only('vm');

    provider.next('delete', 'vm', 'Permanent', 100);
    await stacks.delete('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'DELETE_FAILED');

    // It is left behind, and so does what is under it not have to wait.
    world.bystanders.letStay('shop', 'vm');
    await stacks.delete('shop', { force: true });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'GONE');
    assert.deepEqual([...world.things.values()], [vm]);
    world.mustHaveDone('delete disk');
  },
);
