import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a resource with hook pre-create is made once somebody clears it, and what requires it after it',
  async ({ stacks, world }) => {
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a', policy: { hooks: ['pre-create'] } },
      vm: { type: 'Test::Server', disk: ref('disk') },
      other: { type: 'Test::Server' },
    });
    await stacks.until(() => world.done.includes('create other'));
    await stacks.until(async () => /held by hook pre-create/.test((await stacks.why('shop')).join('\n')));
    assert.equal(await stacks.status('shop'), 'CREATE_IN_PROGRESS');
    const wrong = stacks.askOf('shop', 'disk', { kind: 'clear-hook', hook: 'pre-delete' });
    await assert.rejects(wrong, /The "pre-delete" hook is not defined on Volume "disk" Stack "shop" \[/);
    assert.deepEqual(world.done, ['create other']);

    await stacks.askOf('shop', 'disk', { kind: 'clear-hook', hook: 'pre-create' });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    world.mustHaveDone('create disk', 'create vm');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
