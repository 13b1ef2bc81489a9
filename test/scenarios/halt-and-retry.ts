import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (size: number) => ({
  disk: { type: 'Test::Volume', zone: 'a', size },
  vm: { type: 'Test::Server', disk: ref('disk'), size },
});

export default scenario(
  'an update that is cancelled without rollback halts where it stands; a PATCH goes on',
  async ({ stacks, world, provider }) => {
    await stacks.put('shop', goal(1), { rollback: true });
    await stacks.settle();
    provider.hold('update', 'vm');
    await stacks.put('shop', goal(2));
    await stacks.until(() => provider.waitsAt('update', 'vm'));

    await stacks.ask('shop', 'cancel_without_rollback');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_FAILED');
    assert.match((await stacks.why('shop')).join(), /vm failed: the UPDATE was cancelled/);
    assert.deepEqual(await stacks.failures('shop'), ['update shop: Stack UPDATE cancelled']);
    assert.equal(world.only('disk').properties['size'], 2);
    assert.equal(world.only('vm').properties['size'], 1);
    await stacks.mustBeQuiet('shop');

    provider.release('update', 'vm');
    await stacks.retry('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
