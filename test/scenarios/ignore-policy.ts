import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (image: string) => ({
  disk: { type: 'Test::Volume', zone: 'a', size: 1, policy: { drift: 'ignore' as const } },
  vm: { type: 'Test::Server', disk: ref('disk'), image },
});

export default scenario(
  'drift that is ignored is left, and what is gone is made again once something needs it',
  async ({ stacks, world }) => {
    await stacks.put('shop', goal('i'));
    await stacks.settle();
    await stacks.mustBeQuiet('shop');

    world.change('disk', { size: 9 });
    await stacks.mustBeQuiet('shop');
    world.remove('disk');
    await stacks.mustBeQuiet('shop');
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');

    await stacks.put('shop', goal('j'));
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustHaveDone('create disk', 'create vm', 'create disk', 'create vm');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
