import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

export default scenario('one look that sees nothing proves nothing', async ({ stacks, world, provider }) => {
  await stacks.put('shop', {
    disk: { type: 'Test::Volume', zone: 'a' },
    vm: { type: 'Test::Server' },
  });
  await stacks.settle();
  await stacks.mustBeQuiet('shop');

  provider.next('observe', 'disk', 'Lie');
  provider.next('observe', 'vm', 'Lie');
  await stacks.mustBeQuiet('shop');
  await stacks.settle();

  assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
  assert.deepEqual([...world.done].sort(), ['create disk', 'create vm']);
  world.mustMatch('shop');
});
