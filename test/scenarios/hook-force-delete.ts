import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a delete by force waits for nobody who would clear a hook, before a resource goes or after it',
  async ({ stacks, world }) => {
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a', policy: { hooks: ['post-delete'] } },
      vm: { type: 'Test::Server', disk: ref('disk'), policy: { hooks: ['pre-delete', 'post-delete'] } },
    });
    await stacks.settle();

    await stacks.delete('shop');
    await stacks.until(async () => /held by hook pre-delete/.test((await stacks.why('shop')).join('\n')));
    await stacks.delete('shop', { force: true });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'GONE');
    assert.equal(world.things.size, 0);
    world.mustHaveDone('delete vm', 'delete disk');
  },
);
