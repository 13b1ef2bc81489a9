import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

export default scenario('what somebody else changed is put right', async ({ stacks, world }) => {
  await stacks.put('shop', { disk: { type: 'Test::Volume', zone: 'a', size: 1 } });
  await stacks.settle();
  const before = world.only('disk');
  await stacks.mustBeQuiet('shop');

  world.change('disk', { size: 9 });
  await stacks.until(() => world.done.includes('update disk'));
  await stacks.settle();

  world.mustMatch('shop');
  assert.equal(world.only('disk').physicalId, before.physicalId);
  assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
  await stacks.mustBeQuiet('shop');
});
