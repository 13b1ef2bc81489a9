import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (size: number) => ({
  disk: { type: 'Test::Volume', zone: 'a', size },
  vm: { type: 'Test::Server', disk: ref('disk') },
});

export default scenario(
  'a snapshot keeps what things hold, and a restore brings back that and the goal',
  async ({ stacks, world }) => {
    await stacks.put('shop', goal(1));
    await stacks.settle();
    world.only('disk').content = 'precious';
    await stacks.snapshot('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'SNAPSHOT_COMPLETE');

    await stacks.put('shop', { ...goal(2), file: { type: 'Test::Config', text: 'x' } });
    await stacks.settle();
    world.only('disk').content = 'overwritten';

    await stacks.restore('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'RESTORE_COMPLETE');
    world.mustMatch('shop', goal(1));
    assert.equal(world.only('disk').content, 'precious');
    world.mustHaveDone('snapshot disk', 'update disk', 'restore disk');
    await stacks.mustBeQuiet('shop');
  },
);
