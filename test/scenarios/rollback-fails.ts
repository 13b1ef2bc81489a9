import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (zone: string) => ({
  disk: { type: 'Test::Volume', zone },
  vm: { type: 'Test::Server', disk: ref('disk') },
});

export default scenario(
  'a rollback that fails is not rolled back itself; a PATCH lets it go on',
  async ({ stacks, world, provider }) => {
    await stacks.put('shop', goal('a'), { rollback: true });
    await stacks.settle();
    const [disk, vm] = [world.only('disk'), world.only('vm')];

    provider.next('update', 'vm', 'Permanent');
    provider.next('delete', 'disk', 'Permanent', 100);
    await stacks.put('shop', goal('b'));
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'ROLLBACK_FAILED');
    await stacks.mustBeQuiet('shop');

    provider.heal();
    await stacks.retry('shop');
    await stacks.settle();
    world.mustMatch('shop', goal('a'));
    assert.equal(world.only('disk').physicalId, disk.physicalId);
    assert.equal(world.only('vm').physicalId, vm.physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
