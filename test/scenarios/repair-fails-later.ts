import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = {
  disk: { type: 'Test::Volume', zone: 'a', size: 1 },
  vm: { type: 'Test::Server', disk: ref('disk') },
};

export default scenario(
  'a repair that fails long after completion is tried again slowly, and rolls nothing back',
  async ({ stacks, world, provider }) => {
    await stacks.put('shop', goal, { rollback: true });
    await stacks.settle();
    await stacks.mustBeQuiet('shop');
    const vm = world.only('vm');

    provider.next('update', 'disk', 'Permanent');
    world.change('disk', { size: 9 });
    await stacks.until(async () => (await stacks.status('shop')) === 'CHECK_FAILED');
    assert.match((await stacks.failures('shop')).join(), /update disk: update of disk went wrong/);

    await stacks.until(() => world.done.includes('update disk'));
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    world.mustMatch('shop');
    assert.equal(world.only('vm').physicalId, vm.physicalId);
    world.mustNotHaveDone('delete disk', 'delete vm');
    await stacks.mustBeQuiet('shop');
  },
);
