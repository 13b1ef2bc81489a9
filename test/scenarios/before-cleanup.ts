import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario, type Scenario, type Stage } from './scenario.js';

const goal = (zone: string) => ({
  disk: { type: 'Test::Volume', zone },
  vm: { type: 'Test::Server', disk: ref('disk') },
});

/** A replacement is done but for its clean-up: the old disk is still there. */
async function replaced({ stacks, world, provider }: Stage): Promise<void> {
  await stacks.put('shop', goal('a'));
  await stacks.settle();
  provider.hold('delete', 'disk');
  await stacks.put('shop', goal('b'));
  await stacks.until(() => provider.waitsAt('delete', 'disk'));
  assert.equal(world.all('disk').length, 2);
}

export const beforeCleanup: readonly Scenario[] = [
  scenario('a second replacement comes before the clean-up of the first', async (stage) => {
    const { stacks, world, provider } = stage;
    await replaced(stage);
    await stacks.put('shop', goal('c'));
    await stacks.until(() => world.done.filter((step) => step === 'create disk').length === 3);
    provider.release('delete', 'disk');
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  }),

  scenario('a delete comes before the clean-up of a replacement', async (stage) => {
    const { stacks, world, provider } = stage;
    await replaced(stage);
    await stacks.delete('shop');
    provider.release('delete', 'disk');
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'GONE');
    assert.equal(world.things.size, 0);
    assert.deepEqual(world.violations, []);
  }),
];
