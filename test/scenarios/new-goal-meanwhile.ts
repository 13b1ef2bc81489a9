import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a new goal comes while the last one is under way',
  async ({ stacks, world, provider }) => {
    provider.hold('create', 'vm');
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a' },
      vm: { type: 'Test::Server', image: 'old', disk: ref('disk') },
    });
    await stacks.until(() => provider.waitsAt('create', 'vm'));

    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a', size: 2 },
      file: { type: 'Test::Config', text: 'x' },
      vm: { type: 'Test::Server', image: 'new', disk: ref('disk'), config: ref('file') },
    });
    await stacks.until(() => world.done.includes('create file'));
    provider.release('create', 'vm');
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
