import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (size: number) => ({
  disk: { type: 'Test::Volume', zone: 'a', size },
  vm: { type: 'Test::Server', disk: ref('disk'), size },
});

/** More often than anything is tried. */
const TIMES = 8;

export default scenario(
  'a handler that waits is run again as often as it wants, and nothing has failed',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'disk', 'Again', TIMES);
    await stacks.put('shop', goal(1));
    await stacks.until(async () =>
      (await stacks.why('shop'))
        .join()
        .includes('disk wait: create is under way and waits: create of disk waits; run again at'),
    );
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');

    provider.next('update', 'disk', 'Again', TIMES);
    await stacks.put('shop', goal(2));
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    assert.deepEqual(await stacks.failures('shop'), []);
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');

    provider.next('suspend', 'vm', 'Again', TIMES);
    await stacks.ask('shop', 'suspend');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'SUSPEND_COMPLETE');
    await stacks.ask('shop', 'resume');
    await stacks.settle();

    provider.next('delete', 'vm', 'Again', TIMES);
    await stacks.delete('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'GONE');
    assert.deepEqual(
      world.done.filter((step) => step.endsWith('disk')),
      ['create disk', 'update disk', 'delete disk'],
    );
  },
);
