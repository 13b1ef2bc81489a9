import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = {
  disk: { type: 'Test::Volume', zone: 'a' },
  // Each change of a config replaces it.
  kept: { type: 'Test::Config', text: 'x', of: ref('disk') },
  follows: { type: 'Test::Config', text: 'x', of: ref('disk'), policy: { replaceOnDrift: true as const } },
};

export default scenario(
  'a repair replaces what refers to it only where the template allows it; a new goal does everywhere',
  async ({ stacks, world }) => {
    await stacks.put('shop', goal);
    await stacks.settle();
    const kept = world.only('kept');

    world.remove('disk');
    await stacks.until(() => world.done.includes('delete follows'));
    await stacks.settle();
    assert.equal(world.only('follows').properties['of'], world.only('disk').physicalId);
    assert.equal(world.only('kept').physicalId, kept.physicalId);
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    assert.match((await stacks.why('shop')).join(), /kept drifted: what .* refers to has changed/);
    await stacks.mustBeQuiet('shop');

    await stacks.retry('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    assert.notEqual(world.only('kept').physicalId, kept.physicalId);
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
