import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'what somebody removed is made again, and what refers to it follows',
  async ({ stacks, world }) => {
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a' },
      vm: { type: 'Test::Server', disk: ref('disk') },
    });
    await stacks.settle();
    const vm = world.only('vm');

    world.remove('disk');
    await stacks.until(() => world.done.includes('update vm'));
    await stacks.settle();

    world.mustMatch('shop');
    world.mustHaveDone('create disk', 'create vm', 'create disk', 'update vm');
    assert.equal(world.only('vm').physicalId, vm.physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
