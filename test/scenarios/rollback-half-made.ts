import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a half-finished create is rolled back to nothing',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'vm', 'Permanent');
    await stacks.put(
      'shop',
      {
        disk: { type: 'Test::Volume', zone: 'a' },
        file: { type: 'Test::Config', text: 'x' },
        vm: { type: 'Test::Server', disk: ref('disk') },
      },
      { rollback: true },
    );
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'ROLLBACK_COMPLETE');
    assert.equal(world.things.size, 0);
    world.mustHaveDone('create disk', 'delete disk');
    assert.match((await stacks.failures('shop')).join(), /^create vm: create of vm went wrong/);
    await stacks.mustBeQuiet('shop');
  },
);
