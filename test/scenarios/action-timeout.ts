import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

export default scenario(
  'an action that takes longer than it may is stopped, and has failed',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'disk', 'Stuck');
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a', policy: { timeoutMs: 2_000 } },
      file: { type: 'Test::Config', text: 'x' },
    });
    await stacks.until(() => world.done.includes('create file'));
    await stacks.until(async () => (await stacks.failures('shop')).length > 0);
    assert.equal(await stacks.status('shop'), 'CREATE_FAILED');
    assert.match((await stacks.failures('shop')).join(), /create disk: it t(akes|ook) longer than it may/);

    await stacks.retry('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
