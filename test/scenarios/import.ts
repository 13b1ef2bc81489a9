import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const vm = { type: 'Test::Server', image: 'i' };
const disk = { type: 'Test::Volume', zone: 'a', size: 2 };

export default scenario(
  'an existing thing is taken into a running stack, and brought to what the goal says',
  async ({ stacks, world }) => {
    await stacks.put('shop', { vm });
    await stacks.settle();
    world.exists('old-disk', 'Test::Volume', { zone: 'a', size: 1 });

    await stacks.put('shop', { vm: { ...vm, disk: ref('disk') }, disk }, { imports: { disk: 'old-disk' } });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    assert.equal(world.only('disk').physicalId, 'old-disk');
    world.mustHaveDone('adopt disk', 'update disk', 'update vm');
    world.mustNotHaveDone('create disk');
    await stacks.mustBeQuiet('shop');

    await stacks.delete('shop');
    await stacks.settle();
    assert.equal(world.things.size, 0);
  },
);
