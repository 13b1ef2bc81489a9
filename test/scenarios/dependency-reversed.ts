import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a dependency is turned round while both of its ends are replaced',
  async ({ stacks, world }) => {
    await stacks.put('shop', {
      a: { type: 'Test::Volume', zone: 'x' },
      b: { type: 'Test::Volume', zone: 'x', after: ref('a') },
    });
    await stacks.settle();

    await stacks.put('shop', {
      a: { type: 'Test::Volume', zone: 'y', after: ref('b') },
      b: { type: 'Test::Volume', zone: 'y' },
    });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    world.mustHaveDone('create a', 'create b', 'create b', 'create a', 'delete a');
    world.mustHaveDone('create b', 'create b', 'delete b', 'delete a');
    await stacks.mustBeQuiet('shop');
  },
);
