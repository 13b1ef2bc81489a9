import assert from 'node:assert/strict';
import { attr } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (size: number) => ({
  disk: { type: 'Test::Volume', zone: 'a', size },
  vm: { type: 'Test::Server', disk: attr('disk', 'address') },
});

export default scenario(
  'an update changes in place what can be, and then what refers to it',
  async ({ stacks, world }) => {
    await stacks.put('shop', goal(1));
    await stacks.settle();
    const [disk, vm] = [world.only('disk'), world.only('vm')];

    await stacks.put('shop', goal(2));
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    world.mustHaveDone('create vm', 'update disk', 'update vm');
    assert.equal(world.only('disk').physicalId, disk.physicalId);
    assert.equal(world.only('vm').physicalId, vm.physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
