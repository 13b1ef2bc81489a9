import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

export default scenario(
  'a create that failed half-way leaves nothing behind',
  async ({ stacks, world, provider }) => {
    provider.next('create', 'disk', 'After', 100);
    await stacks.put('shop', { disk: { type: 'Test::Volume', zone: 'a' } });
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_FAILED');
    assert.equal(world.things.size, 1);

    provider.heal();
    await stacks.delete('shop');
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'GONE');
    assert.equal(world.things.size, 0);
  },
);
