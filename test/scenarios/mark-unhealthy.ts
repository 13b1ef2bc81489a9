import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'what a user marks unhealthy is replaced, and what refers to it follows',
  async ({ stacks, world }) => {
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a' },
      vm: { type: 'Test::Server', disk: ref('disk') },
    });
    await stacks.settle();
    const [disk, vm] = [world.only('disk'), world.only('vm')];

    await stacks.askOf('shop', 'disk', { kind: 'unhealthy', reason: 'it makes noise' });
    await stacks.until(() => world.done.includes('delete disk'));
    await stacks.settle();

    world.mustMatch('shop');
    world.mustHaveDone('create vm', 'create disk', 'update vm', 'delete disk');
    assert.notEqual(world.only('disk').physicalId, disk.physicalId);
    assert.equal(world.only('vm').physicalId, vm.physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
