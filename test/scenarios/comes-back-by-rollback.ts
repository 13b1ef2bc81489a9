import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const before = {
  disk: { type: 'Test::Volume', zone: 'a' },
  vm: { type: 'Test::Server', disk: ref('disk') },
};

export default scenario(
  'what an update removed and a rollback wants again is the same thing while it exists',
  async ({ stacks, world, provider }) => {
    await stacks.put('shop', before);
    await stacks.settle();
    const [disk, vm] = [world.only('disk'), world.only('vm')];

    provider.next('update', 'vm', 'Permanent');
    await stacks.put('shop', { vm: { type: 'Test::Server', size: 2 } }, { rollback: true });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'ROLLBACK_COMPLETE');
    world.mustMatch('shop', before);
    assert.equal(world.only('disk').physicalId, disk.physicalId);
    assert.equal(world.only('vm').physicalId, vm.physicalId);
    world.mustNotHaveDone('delete disk', 'delete vm');
    await stacks.mustBeQuiet('shop');
  },
);
