import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (size: number) =>
  ({
    disk: { type: 'Test::Server', size, policy: { hooks: ['pre-update', 'post-update'] } },
    vm: { type: 'Test::Server', disk: ref('disk'), size },
  }) as const;

export default scenario(
  'an update of a resource is held before and after, and again under the next goal',
  async ({ stacks, world }) => {
    const held = (hook: string) => async () =>
      (await stacks.why('shop')).some((line) => line.startsWith(`disk wait: held by hook ${hook}`));
    await stacks.put('shop', goal(1));
    await stacks.settle();

    for (const size of [2, 3]) {
      await stacks.put('shop', goal(size));
      await stacks.until(held('pre-update'));
      assert.equal(world.only('disk').properties['size'], size - 1);
      await stacks.askOf('shop', 'disk', { kind: 'clear-hook', hook: 'pre-update' });
      await stacks.until(held('post-update'));
      assert.equal(world.only('disk').properties['size'], size);
      assert.equal(world.only('vm').properties['size'], size - 1);
      await stacks.askOf('shop', 'disk', { kind: 'clear-hook', hook: 'post-update' });
      await stacks.settle();
      assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    }
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
