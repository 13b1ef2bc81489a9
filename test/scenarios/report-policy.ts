import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (image: string) => ({
  disk: { type: 'Test::Volume', zone: 'a', size: 1, policy: { drift: 'report' as const } },
  vm: { type: 'Test::Server', disk: ref('disk'), image },
});

export default scenario(
  'drift that is only to be reported is shown and left, until something has to be built on it',
  async ({ stacks, world }) => {
    await stacks.put('shop', goal('i'));
    await stacks.settle();
    await stacks.mustBeQuiet('shop');

    world.change('disk', { size: 9 });
    await stacks.until(async () => (await stacks.convergence('shop')) === 'drifted');
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    assert.match((await stacks.why('shop')).join(), /disk drifted: .*size/);
    await stacks.mustBeQuiet('shop');
    world.mustNotHaveDone('update disk');

    world.remove('disk');
    await stacks.until(async () => (await stacks.why('shop')).join().includes('absent'));
    await stacks.mustBeQuiet('shop');
    await stacks.put('shop', goal('j'));
    await stacks.settle();
    world.mustHaveDone('create disk', 'create vm', 'create disk', 'create vm');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
