import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const kept = { disk: { type: 'Test::Volume', zone: 'a' } };

export default scenario(
  'an update adds and removes, and leaves alone what stays',
  async ({ stacks, world }) => {
    await stacks.put('shop', { ...kept, old: { type: 'Test::Server', disk: ref('disk') } });
    await stacks.settle();
    const before = world.only('disk');

    await stacks.put('shop', {
      ...kept,
      file: { type: 'Test::Config', text: 'x' },
      vm: { type: 'Test::Server', disk: ref('disk'), config: ref('file') },
    });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    world.mustHaveDone('create file', 'create vm');
    world.mustHaveDone('create old', 'delete old');
    assert.equal(world.only('disk').physicalId, before.physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
