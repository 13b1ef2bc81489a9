import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

const disk = { type: 'Test::Volume', zone: 'a', size: 1 };

export default scenario(
  'a protected stack cannot be deleted, and is looked after like any other',
  async ({ stacks, world }) => {
    await stacks.put('shop', { disk });
    await stacks.settle();
    await stacks.ask('shop', 'protect');
    await assert.rejects(stacks.delete('shop'), /protected/);
    await assert.rejects(stacks.delete('shop', { force: true }), /protected/);

    await stacks.put('shop', { disk: { ...disk, size: 2 } });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');

    await stacks.ask('shop', 'unprotect');
    await stacks.delete('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'GONE');
    assert.equal(world.things.size, 0);
  },
);
