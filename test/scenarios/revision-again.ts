import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const before = {
  disk: { type: 'Test::Volume', zone: 'a' },
  vm: { type: 'Test::Server', disk: ref('disk'), size: 1 },
};
const after = {
  vm: { type: 'Test::Server', size: 2 },
  file: { type: 'Test::Config', text: 'x' },
};

export default scenario('an old revision is applied again as the new goal', async ({ stacks, world }) => {
  await stacks.put('shop', before);
  await stacks.settle();
  const vm = world.only('vm');
  await stacks.put('shop', after);
  await stacks.settle();
  world.mustMatch('shop');

  await stacks.apply('shop', 1);
  await stacks.settle();

  assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
  world.mustMatch('shop', before);
  world.mustHaveDone('delete disk', 'create disk', 'update vm');
  world.mustHaveDone('create file', 'delete file');
  assert.equal(world.only('vm').physicalId, vm.physicalId);
  await stacks.mustBeQuiet('shop');
});
