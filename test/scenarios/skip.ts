import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (size: number) => ({
  disk: { type: 'Test::Volume', zone: 'a', size },
  vm: { type: 'Test::Server', disk: ref('disk'), size },
});

export default scenario(
  'a resource that is skipped counts as done, and the others go on without it',
  async ({ stacks, world, provider }) => {
    await stacks.put('shop', goal(1));
    await stacks.settle();
    provider.next('update', 'disk', 'Permanent', 100);
    await stacks.put('shop', goal(2));
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_FAILED');

    await stacks.askOf('shop', 'disk', { kind: 'skip' });
    await stacks.until(() => world.done.includes('update vm'));
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    assert.equal(world.only('disk').properties['size'], 1);
    await stacks.mustBeQuiet('shop');

    provider.heal();
    await stacks.askOf('shop', 'disk', { kind: 'unskip' });
    await stacks.until(() => world.only('disk').properties['size'] === 2);
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
