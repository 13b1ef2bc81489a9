import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = {
  disk: { type: 'Test::Volume', zone: 'a', size: 1 },
  vm: { type: 'Test::Server', disk: ref('disk') },
};

export default scenario(
  'a check looks at everything once, and finds what has drifted',
  async ({ stacks, world }) => {
    await stacks.put('shop', goal, { drift: 'report' });
    await stacks.settle();

    await stacks.ask('shop', 'check');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CHECK_COMPLETE');
    world.mustHaveDone('create vm', 'check vm');

    world.change('disk', { size: 9 });
    await stacks.ask('shop', 'check');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CHECK_FAILED');
    assert.match((await stacks.why('shop')).join(), /disk drifted: .*size/);
    assert.deepEqual(await stacks.failures('shop'), ['check shop: Not as applied: disk']);
    world.mustNotHaveDone('update disk');
    await stacks.mustBeQuiet('shop');
  },
);
