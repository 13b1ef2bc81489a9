import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a stack is deleted while it is half made: what is under way is stopped, and the rest goes',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'vm', 'Stuck');
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a' },
      vm: { type: 'Test::Server', disk: ref('disk') },
      probe: { type: 'Test::Probe', target: ref('vm') },
    });
    await stacks.until(() => provider.waitsAt('create', 'vm'));

    await stacks.delete('shop');
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'GONE');
    assert.equal(world.things.size, 0);
    world.mustHaveDone('create disk', 'delete disk');
    world.mustNotHaveDone('create probe');
  },
);
