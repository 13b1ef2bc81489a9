import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a thing that is only referred to and is gone has failed, after a retry too, until it is back',
  async ({ stacks, world }) => {
    world.exists('shared-disk', 'Test::Volume', { zone: 'z' });
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', policy: { external: 'shared-disk' } },
      vm: { type: 'Test::Server', disk: ref('disk') },
    });
    await stacks.settle();
    world.things.delete('shared-disk');
    await stacks.until(async () => (await stacks.status('shop')) === 'CHECK_FAILED');
    const before = await stacks.failures('shop');
    assert.match(before.join(), /^adopt disk: /);

    await stacks.retry('shop');
    await stacks.until(async () => (await stacks.status('shop')) === 'UPDATE_FAILED');
    assert.deepEqual(await stacks.failures('shop'), before);

    world.exists('shared-disk', 'Test::Volume', { zone: 'z' });
    await stacks.settle();
    await stacks.until(async () => (await stacks.status('shop')) === 'UPDATE_COMPLETE');
    assert.deepEqual(await stacks.failures('shop'), []);
    await stacks.mustBeQuiet('shop');
  },
);
