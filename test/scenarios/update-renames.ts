import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const disk = { type: 'Test::Volume', zone: 'a' };

export default scenario(
  'a renamed resource is another one: it is made before the one before goes',
  async ({ stacks, world }) => {
    await stacks.put('shop', { disk, vm: { type: 'Test::Server', disk: ref('disk') } });
    await stacks.settle();
    const vm = world.only('vm');

    await stacks.put('shop', { disc: disk, vm: { type: 'Test::Server', disk: ref('disc') } });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    world.mustHaveDone('create disc', 'update vm', 'delete disk');
    assert.equal(world.only('vm').physicalId, vm.physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
