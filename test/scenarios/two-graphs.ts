import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'one of two graphs goes on while the other has failed',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'disk1', 'Permanent');
    await stacks.put('shop', {
      disk1: { type: 'Test::Volume', zone: 'a' },
      vm1: { type: 'Test::Server', disk: ref('disk1') },
      disk2: { type: 'Test::Volume', zone: 'a' },
      vm2: { type: 'Test::Server', disk: ref('disk2') },
    });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'CREATE_FAILED');
    world.mustHaveDone('create disk2', 'create vm2');
    world.mustNotHaveDone('create vm1');
    await stacks.mustBeQuiet('shop');
  },
);
