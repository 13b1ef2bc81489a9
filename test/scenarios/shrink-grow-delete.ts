import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const disk = { type: 'Test::Volume', zone: 'a' };
const large = {
  disk,
  vm1: { type: 'Test::Server', disk: ref('disk') },
  vm2: { type: 'Test::Server', disk: ref('disk') },
  probe: { type: 'Test::Probe', target: ref('vm2') },
};

export default scenario(
  'a stack shrinks, grows and is deleted, each before the one before is done',
  async ({ stacks, world, provider }) => {
    await stacks.put('shop', large);
    await stacks.settle();

    provider.hold('delete', 'probe');
    await stacks.put('shop', { disk });
    await stacks.until(() => provider.waitsAt('delete', 'probe'));
    provider.hold('create', 'extra');
    await stacks.put('shop', { ...large, extra: { type: 'Test::Config', text: 'x' } });
    await stacks.until(() => provider.waitsAt('create', 'extra'));
    await stacks.delete('shop');
    provider.release('delete', 'probe');
    provider.release('create', 'extra');
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'GONE');
    assert.equal(world.things.size, 0);
    assert.deepEqual(world.violations, []);
  },
);
