import assert from 'node:assert/strict';
import { attr, ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = (pool: string) => ({
  ip: { type: 'Test::Address', ip: '10.0.0.1', pool },
  // Moves over in place,
  vm: { type: 'Test::Server', disk: ref('ip') },
  // and this one has to be replaced too.
  file: { type: 'Test::Config', of: attr('ip', 'value') },
});

export default scenario(
  'of what there can be only one the old one goes first, and before it what must be replaced with it',
  async ({ stacks, world }) => {
    world.bystanders.letGoFirst('shop');
    await stacks.put('shop', goal('a'));
    await stacks.settle();
    const vm = world.only('vm');

    await stacks.put('shop', goal('b'));
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    world.mustHaveDone('create file', 'delete file', 'delete ip', 'create ip', 'create file');
    assert.equal(world.only('vm').physicalId, vm.physicalId);
    await stacks.mustBeQuiet('shop');
  },
);
