import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a stack that is deleted is held before and after a resource goes, and what that stands on stays meanwhile',
  async ({ stacks, world }) => {
    const held = (hook: string) => async () =>
      (await stacks.why('shop')).some((line) => line.startsWith(`vm wait: held by hook ${hook}`));
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a' },
      vm: { type: 'Test::Server', disk: ref('disk'), policy: { hooks: ['pre-delete', 'post-delete'] } },
    });
    await stacks.settle();

    await stacks.delete('shop');
    await stacks.until(held('pre-delete'));
    assert.equal(world.things.size, 2);
    await stacks.askOf('shop', 'vm', { kind: 'clear-hook', hook: 'pre-delete' });
    await stacks.until(held('post-delete'));
    assert.equal(world.things.size, 1);
    await stacks.askOf('shop', 'vm', { kind: 'clear-hook', hook: 'post-delete' });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'GONE');
    assert.equal(world.things.size, 0);
    world.mustHaveDone('delete vm', 'delete disk');
  },
);
