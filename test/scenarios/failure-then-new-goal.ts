import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (size: number) => ({
  disk: { type: 'Test::Volume', zone: 'a', size },
  vm: { type: 'Test::Server', disk: ref('disk') },
});

export default scenario(
  'what has failed is made good by the next goal',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'vm', 'Permanent');
    await stacks.put('shop', goal(1));
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_FAILED');
    await stacks.mustBeQuiet('shop');

    await stacks.put('shop', goal(1));
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
