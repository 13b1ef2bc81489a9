import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario('a stack is deleted in the opposite order', async ({ stacks, world }) => {
  await stacks.put('shop', {
    disk: { type: 'Test::Volume', zone: 'a' },
    vm: { type: 'Test::Server', disk: ref('disk') },
    probe: { type: 'Test::Probe', target: ref('vm') },
    alone: { type: 'Test::Config', text: 'x' },
  });
  await stacks.settle();

  await stacks.delete('shop');
  await stacks.settle();

  assert.equal(await stacks.status('shop'), 'GONE');
  assert.equal(world.things.size, 0);
  world.mustHaveDone('delete probe', 'delete vm', 'delete disk');
  assert.deepEqual(world.violations, []);
});
