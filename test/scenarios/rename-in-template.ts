import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const vm = { type: 'Test::Server' };
// It goes to the node of what it needs, where the file is that is meant.
const file = { type: 'Test::File', needs: ['vm'], path: '/etc/motd', text: 'hello' };

export default scenario(
  'a resource that is renamed keeps the thing that has a name of its own',
  async ({ stacks, world }) => {
    await stacks.put('shop', { vm, motd: file, probe: { type: 'Test::Probe', target: ref('motd') } });
    await stacks.settle();

    await stacks.put('shop', { vm, welcome: file, probe: { type: 'Test::Probe', target: ref('welcome') } });
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
    assert.equal(world.only('welcome').properties['text'], 'hello');
    world.mustNotHaveDone('delete motd');
    await stacks.mustBeQuiet('shop');

    await stacks.delete('shop');
    await stacks.settle();
    assert.equal(world.things.size, 0);
  },
);
