import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const disk = { type: 'Test::Volume', zone: 'a' };

export default scenario('an update adds, and leaves alone what stays', async ({ stacks, world }) => {
  await stacks.put('shop', { disk });
  await stacks.settle();
  const before = world.only('disk');

  await stacks.put('shop', {
    disk,
    file: { type: 'Test::Config', text: 'x' },
    vm: { type: 'Test::Server', disk: ref('disk'), config: ref('file') },
  });
  await stacks.settle();

  assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
  world.mustMatch('shop');
  assert.deepEqual(world.done, ['create disk', 'create file', 'create vm']);
  assert.equal(world.only('disk').physicalId, before.physicalId);
  await stacks.mustBeQuiet('shop');
});
