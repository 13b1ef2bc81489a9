import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

export default scenario(
  'a stack fails when its time is over, also when no worker is there',
  async ({ stacks, world, fleet }) => {
    await fleet.stopWorkers();
    await stacks.put('shop', { disk: { type: 'Test::Volume', zone: 'a' } }, { timeoutMs: 2_000 });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_FAILED');
    assert.match((await stacks.why('shop')).join(), /the time for the CREATE is over/);
    assert.deepEqual(await stacks.failures('shop'), ['create shop: Stack CREATE timed out']);

    fleet.startWorkers();
    await stacks.mustBeQuiet('shop');
    await stacks.put('shop', { disk: { type: 'Test::Volume', zone: 'a' } }, { timeoutMs: 600_000 });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
  },
);
