import assert from 'node:assert/strict';
import { scenario } from './scenario.js';

const REPAIRS = 4;

export default scenario(
  'a repair that does not hold is made more and more seldom, and says so',
  async ({ stacks, world }) => {
    await stacks.put('shop', { disk: { type: 'Test::Volume', zone: 'a', size: 1 } });
    await stacks.settle();
    await stacks.mustBeQuiet('shop');

    // Somebody else wants another size, and is quick.
    const repaired = () => world.done.filter((step) => step === 'update disk').length;
    let told = '';
    for (let n = 0; n < REPAIRS; n += 1) {
      world.change('disk', { size: 9 });
      await stacks.until(async () => {
        told += (await stacks.why('shop')).join();
        return repaired() > n;
      });
      await stacks.until(async () => (await stacks.why('shop')).length === 0);
    }
    assert.match(told, /disk drifted: .*size; its last repair did not hold/);
    for (let n = 2; n < REPAIRS; n += 1)
      assert.ok(told.includes(`its last ${String(n)} repairs did not hold`), told);

    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
