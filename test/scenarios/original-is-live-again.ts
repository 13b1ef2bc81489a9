import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (zone: string, size: number) => ({
  disk: { type: 'Test::Volume', zone, size },
  vm: { type: 'Test::Server', disk: ref('disk') },
});

export default scenario(
  'after a replacement that was rolled back the original is live again, and is updated in place',
  async ({ stacks, world, provider }) => {
    await stacks.put('shop', goal('a', 1));
    await stacks.settle();
    const original = world.only('disk');

    provider.next('update', 'vm', 'Permanent');
    await stacks.put('shop', goal('b', 1), { rollback: true });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'ROLLBACK_COMPLETE');
    world.mustMatch('shop', goal('a', 1));
    assert.equal(world.only('disk').physicalId, original.physicalId);

    await stacks.put('shop', goal('a', 2));
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    assert.equal(world.only('disk').physicalId, original.physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
