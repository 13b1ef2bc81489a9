import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const disk = { type: 'Test::Volume', zone: 'a' };
const file = { type: 'Test::Config', text: 'x' };

export default scenario(
  'an update removes in the opposite order, after what stays has let go',
  async ({ stacks, world }) => {
    await stacks.put('shop', {
      disk,
      file,
      vm: { type: 'Test::Server', disk: ref('disk'), config: ref('file') },
      probe: { type: 'Test::Probe', target: ref('vm') },
      web: { type: 'Test::Server', config: ref('file') },
    });
    await stacks.settle();
    const web = world.only('web');

    await stacks.put('shop', { disk, web: { type: 'Test::Server' } });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    world.mustHaveDone('delete probe', 'delete vm', 'delete file');
    world.mustHaveDone('update web', 'delete file');
    world.mustNotHaveDone('update disk', 'delete disk');
    assert.equal(world.only('web').physicalId, web.physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
