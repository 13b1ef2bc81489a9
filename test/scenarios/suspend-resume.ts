import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

export default scenario(
  'a stack is suspended against its requirements, and resumed along them',
  async ({ stacks, world }) => {
    await stacks.put('shop', {
      db: { type: 'Test::Server' },
      file: { type: 'Test::Config', of: ref('db') },
      web: { type: 'Test::Server', disk: ref('db'), config: ref('file') },
    });
    await stacks.settle();

    await stacks.ask('shop', 'suspend');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'SUSPEND_COMPLETE');
    assert.ok(world.only('db').suspended && world.only('web').suspended);
    world.mustHaveDone('suspend web', 'suspend db');
    await assert.rejects(stacks.put('shop', {}), /suspended is not supported/);
    world.wants('shop', {
      db: { type: 'Test::Server' },
      file: { type: 'Test::Config', of: ref('db') },
      web: { type: 'Test::Server', disk: ref('db'), config: ref('file') },
    });

    await stacks.ask('shop', 'resume');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'RESUME_COMPLETE');
    world.mustHaveDone('suspend web', 'suspend db', 'resume db', 'resume web');
    world.mustMatch('shop');
    await stacks.mustBeQuiet('shop');
  },
);
