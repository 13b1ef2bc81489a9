import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'what runs beside a failure goes on to its end, and then the stack has failed',
  async ({ stacks, world, provider }) => {
    provider.hold('create', 'slow');
    provider.next('create', 'disk', 'Permanent');
    await stacks.put('shop', {
      slow: { type: 'Test::Config', text: 'x' },
      after: { type: 'Test::Config', of: ref('slow') },
      disk: { type: 'Test::Volume', zone: 'a' },
      vm: { type: 'Test::Server', disk: ref('disk') },
    });
    await stacks.until(async () => (await stacks.failures('shop')).length > 0);
    assert.equal(await stacks.status('shop'), 'CREATE_IN_PROGRESS');

    provider.release('create', 'slow');
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'CREATE_FAILED');
    world.mustHaveDone('create slow', 'create after');
    world.mustNotHaveDone('create vm');
    assert.deepEqual(await stacks.failures('shop'), ['create disk: create of disk went wrong']);
    assert.match((await stacks.why('shop')).join('\n'), /vm wait: needs disk/);
    await stacks.mustBeQuiet('shop');
  },
);
