import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a thing that is only referred to is looked at, and never touched',
  async ({ stacks, world }) => {
    const theirs = world.exists('shared-disk', 'Test::Volume', { zone: 'z', size: 5 });
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', policy: { external: 'shared-disk' } },
      vm: { type: 'Test::Server', disk: ref('disk') },
    });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    assert.equal(world.only('vm').properties['disk'], 'shared-disk');
    await stacks.mustBeQuiet('shop');

    theirs.properties = { zone: 'z', size: 6 };
    await stacks.mustBeQuiet('shop');

    await stacks.delete('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'GONE');
    assert.deepEqual([...world.things.values()], [theirs]);
    assert.deepEqual(world.violations, []);
  },
);
