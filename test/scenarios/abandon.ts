import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

const disk = { type: 'Test::Volume', zone: 'a', size: 1 };

export default scenario(
  'an abandoned stack is forgotten and its things stay, to be taken in by another one',
  async ({ stacks, world }) => {
    await stacks.put('shop', { disk });
    await stacks.settle();
    const before = world.only('disk');

    await stacks.abandon('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'GONE');

    await stacks.put('store', { disk }, { imports: { disk: before.physicalId } });
    await stacks.settle();
    assert.equal(await stacks.status('store'), 'CREATE_COMPLETE');
    world.mustMatch('store');
    assert.equal(world.only('disk').physicalId, before.physicalId);
    assert.deepEqual(
      world.done.filter((step) => step !== 'update disk'),
      ['create disk', 'adopt disk'],
    );
    await stacks.mustBeQuiet('store');
  },
);
