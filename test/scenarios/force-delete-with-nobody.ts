import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

export default scenario(
  'a forced delete comes to its end although no worker answers any more',
  async ({ stacks, world, fleet }) => {
    await stacks.put('shop', { disk: { type: 'Test::Volume', zone: 'a' } });
    await stacks.settle();
    const disk = world.only('disk');

    await fleet.stopWorkers();
    await stacks.delete('shop', { force: true });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'GONE');
    assert.deepEqual([...world.things.values()], [disk]);
  },
);
