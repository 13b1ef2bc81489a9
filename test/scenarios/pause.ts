import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a paused stack is looked at and not touched, and goes on where it stood',
  async ({ stacks, world, provider }) => {
    provider.hold('create', 'disk');
    await stacks.put('shop', {
      disk: { type: 'Test::Volume', zone: 'a', size: 1 },
      vm: { type: 'Test::Server', disk: ref('disk') },
    });
    await stacks.until(() => provider.waitsAt('create', 'disk'));
    await stacks.ask('shop', 'pause');
    await stacks.until(async () => (await stacks.convergence('shop')) === 'paused');
    provider.release('create', 'disk');
    await stacks.until(async () =>
      (await stacks.why('shop')).join().includes('vm wait: the stack is paused'),
    );
    assert.equal(await stacks.status('shop'), 'CREATE_IN_PROGRESS');
    world.change('disk', { size: 9 });
    await stacks.mustBeQuiet('shop');
    world.mustNotHaveDone('create vm', 'update disk');

    await stacks.ask('shop', 'unpause');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    world.mustHaveDone('create disk', 'update disk', 'create vm');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
