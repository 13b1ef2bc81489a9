import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (image: string) => ({
  disk: { type: 'Test::Volume', zone: 'a', size: 1 },
  vm: { type: 'Test::Server', disk: ref('disk'), image },
});

export default scenario(
  'something drifts while an update is under way',
  async ({ stacks, world, provider }) => {
    await stacks.put('shop', goal('old'));
    await stacks.settle();
    await stacks.mustBeQuiet('shop');

    provider.hold('create', 'vm');
    await stacks.put('shop', goal('new'));
    await stacks.until(() => provider.waitsAt('create', 'vm'));
    world.change('disk', { size: 9 });
    await stacks.until(() => world.done.includes('update disk'));
    provider.release('create', 'vm');
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    world.mustHaveDone('update disk', 'create vm', 'delete vm');
    await stacks.mustBeQuiet('shop');
  },
);
