import assert from 'node:assert/strict';
import { attr, ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario('a stack is created in the order of its references', async ({ stacks, world }) => {
  await stacks.put('shop', {
    vm: { type: 'Test::Server', disk: ref('disk'), config: attr('file', 'address'), token: ref('secret') },
    disk: { type: 'Test::Volume', zone: 'a', size: 1 },
    file: { type: 'Test::Config', text: 'hello', of: ref('disk') },
    secret: { type: 'Test::Token', length: 1, needs: ['file'] },
  });
  await stacks.settle();

  assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
  world.mustMatch('shop');
  world.mustHaveDone('create disk', 'create file', 'create secret', 'create vm');
  await stacks.mustBeQuiet('shop');
});
