import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a create that is not done in time is rolled back, and what hangs is stopped',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'vm', 'Stuck');
    await stacks.put(
      'shop',
      {
        disk: { type: 'Test::Volume', zone: 'a' },
        vm: { type: 'Test::Server', disk: ref('disk') },
      },
      { timeoutMs: 6_000, rollback: true },
    );
    await stacks.until(() => world.done.includes('delete disk'));
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'ROLLBACK_COMPLETE', 'the way back has the same time anew');
    assert.equal(world.things.size, 0);
    world.mustNotHaveDone('create vm');
    await stacks.mustBeQuiet('shop');
  },
);
