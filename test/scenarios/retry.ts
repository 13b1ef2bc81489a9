import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

export default scenario(
  'a passing failure is tried again, and nothing is made twice',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'disk', 'Transient', 2);
    await stacks.put('shop', { disk: { type: 'Test::Volume', zone: 'a' } });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    world.mustMatch('shop');
    assert.deepEqual(world.done, ['create disk']);
    await stacks.mustBeQuiet('shop');
  },
);
