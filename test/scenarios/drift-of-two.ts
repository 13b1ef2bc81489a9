import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'two things of which one stands on the other are gone at once',
  async ({ stacks, world }) => {
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a' },
      vm: { type: 'Test::Server', disk: ref('disk') },
      probe: { type: 'Test::Probe', target: ref('vm') },
    });
    await stacks.settle();

    world.remove('disk');
    world.remove('vm');
    await stacks.until(() => world.done.includes('update probe') && world.all('disk').length === 1);
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    world.mustMatch('shop');
    assert.equal(world.only('vm').properties['disk'], world.only('disk').physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
