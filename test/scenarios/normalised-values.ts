import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (size: number) => ({
  // Its size is read back as `1 GiB`,
  disk: { type: 'Test::Volume', zone: 'a', size },
  // and the text of this one in capitals, which could only be changed by a replacement.
  file: { type: 'Test::Config', text: 'quiet', of: ref('disk') },
});

export default scenario(
  'a provider that reads values back otherwise than they were written has not drifted',
  async ({ stacks, world }) => {
    await stacks.put('shop', goal(1));
    await stacks.settle();
    await stacks.mustBeQuiet('shop');
    assert.equal(await stacks.convergence('shop'), 'converged');
    const file = world.only('file');

    await stacks.put('shop', goal(2));
    await stacks.settle();
    await stacks.mustBeQuiet('shop');

    world.mustMatch('shop');
    assert.deepEqual(world.done, ['create disk', 'create file', 'update disk']);
    assert.equal(world.only('file').physicalId, file.physicalId);

    world.change('disk', { size: 9 });
    await stacks.until(() => world.done.filter((step) => step === 'update disk').length === 2);
    await stacks.settle();
    world.mustMatch('shop');
  },
);
