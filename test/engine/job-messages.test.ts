import assert from 'node:assert/strict';
import { jobMessage } from '../../services/engine/app/messages.js';
import { Story } from '../core/story.js';
import { MACHINE, resource, SERVER } from '../core/types.js';

/** What a handler is told of the job it is called for. */
describe('the key of a job (R10)', () => {
  const keyOf = (stack: Story, name: string) => {
    const { ordinal } = stack.job(name);
    const instance = stack.snapshot.instances.get(ordinal);
    const message = instance && jobMessage(stack.resident, instance);
    assert.ok(message);
    return message.idempotencyKey;
  };

  it('is that of the instance and the action: the same for each try, another for each other thing', () => {
    const stack = new Story();
    const goal = (size: number) => [resource('a', MACHINE, { size }), resource('b', MACHINE)];
    stack.put(goal(1));
    const create = keyOf(stack, 'a');
    assert.notEqual(create, keyOf(stack, 'b'));
    stack.lose(stack.job('a'));
    assert.equal(keyOf(stack, 'a'), create);
    stack.fails('a', 'transient');
    stack.ring(stack.only('a'));
    assert.equal(keyOf(stack, 'a'), create);
    stack.restore();
    assert.equal(keyOf(stack, 'a'), create);
    stack.fails('a');
    stack.put(goal(1));
    assert.notEqual(keyOf(stack, 'a'), create, 'it is made anew');
  });

  it('names the resource: a number that is given once more, after a restored backup, leads to nothing of another', () => {
    const keys = [resource('a', MACHINE), resource('b', MACHINE), resource('a', SERVER)].map((one) => {
      const stack = new Story();
      stack.put([one]);
      assert.equal(stack.only(one.name).ordinal, 1);
      return keyOf(stack, one.name);
    });
    assert.equal(new Set(keys).size, 3);
  });

  it('of a delete is that of the create: with it a half-made thing is found (R9)', () => {
    const stack = new Story();
    stack.put([resource('a', MACHINE)]);
    const create = keyOf(stack, 'a');
    stack.lose(stack.job('a'));
    stack.delete();
    assert.deepEqual(stack.actions, ['create a']);
    stack.fails('a');
    assert.deepEqual(stack.actions, ['delete a']);
    assert.equal(keyOf(stack, 'a'), create);
  });

  it('of an update names what it brings about; of a request its number', () => {
    const stack = new Story();
    const goal = (size: number) => [resource('a', MACHINE, { size })];
    stack.put(goal(1));
    const keys = [keyOf(stack, 'a')];
    stack.succeeds('a');
    for (const size of [2, 3]) {
      stack.put(goal(size));
      keys.push(keyOf(stack, 'a'));
      stack.succeeds('a');
    }
    for (const action of ['CHECK', 'CHECK'] as const) {
      stack.ask({ requests: [stack.request('check')] }, action);
      keys.push(keyOf(stack, 'a'));
      stack.succeeds('a');
    }
    assert.equal(new Set(keys).size, 5);
  });
});
