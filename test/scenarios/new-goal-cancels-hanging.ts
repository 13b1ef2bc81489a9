import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (image: string) => ({
  disk: { type: 'Test::Volume', zone: 'a' },
  vm: { type: 'Test::Server', disk: ref('disk'), image },
});

export default scenario(
  'a handler that hangs is cancelled by a new goal that does not want what it makes',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'vm', 'Stuck');
    await stacks.put('shop', goal('hangs'));
    await stacks.until(() => provider.waitsAt('create', 'vm'));

    await stacks.put('shop', goal('boots'));
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    assert.deepEqual(world.done, ['create disk', 'create vm']);
    assert.equal(world.only('vm').properties['image'], 'boots');
    await stacks.mustBeQuiet('shop');
  },
);
