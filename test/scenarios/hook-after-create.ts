import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'what requires a resource with hook post-create waits until somebody clears it',
  async ({ stacks, world }) => {
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a', policy: { hooks: ['post-create'] } },
      vm: { type: 'Test::Server', disk: ref('disk') },
    });
    await stacks.until(async () =>
      /disk wait: held by hook post-create/.test((await stacks.why('shop')).join('\n')),
    );
    assert.ok((await stacks.why('shop')).includes('vm wait: needs disk'));
    assert.deepEqual(world.done, ['create disk']);

    await stacks.askOf('shop', 'disk', { kind: 'clear-hook', hook: 'post-create' });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
