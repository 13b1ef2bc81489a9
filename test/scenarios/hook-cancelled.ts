import assert from 'node:assert/strict';
import { ref } from '../simulator/wanted.js';
import { scenario } from './scenario.js';

const goal = {
  disk: { type: 'Test::Volume', zone: 'a', policy: { hooks: ['pre-create'] } },
  vm: { type: 'Test::Server', disk: ref('disk') },
} as const;

export default scenario(
  'once a create is cancelled its hooks hold nothing any more, and the next goal goes on without them',
  async ({ stacks, world }) => {
    const why = async () => (await stacks.why('shop')).join('\n');
    const clear = () => stacks.askOf('shop', 'disk', { kind: 'clear-hook', hook: 'pre-create' });
    await stacks.put('shop', goal);
    await stacks.until(async () => /held by hook pre-create/.test(await why()));

    await stacks.ask('shop', 'cancel_without_rollback');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'CREATE_FAILED');
    assert.match(await why(), /disk failed: the CREATE was cancelled; it goes on when the stack is updated/);
    assert.doesNotMatch(await why(), /held by hook/);
    await assert.rejects(clear(), /The "pre-create" hook is not defined on Volume "disk"/);
    await stacks.mustBeQuiet('shop');

    await stacks.retry('shop');
    await stacks.settle();
    assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
    world.mustMatch('shop');
  },
);
