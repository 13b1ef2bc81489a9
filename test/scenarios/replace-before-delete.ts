import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (zone: string) => ({
  disk: { type: 'Test::Volume', zone },
  vm: { type: 'Test::Server', disk: ref('disk') },
});

export default scenario(
  'moving a volume builds the new one before removing the old',
  async ({ stacks, world }) => {
    await stacks.put('shop', goal('a'));
    await stacks.settle();
    const old = world.only('disk');

    await stacks.put('shop', goal('b'));
    await stacks.settle();

    world.mustMatch('shop');
    assert.notEqual(world.only('disk').physicalId, old.physicalId);
    world.mustHaveDone('create disk', 'create vm', 'create disk', 'update vm', 'delete disk');
    await stacks.mustBeQuiet('shop');
  },
);
