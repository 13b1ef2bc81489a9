import assert from 'node:assert/strict';
import { mustBeQuiet } from './invariants.js';
import { Story, ready } from './story.js';
import { MACHINE, SERVER, resource } from './types.js';

describe('an import into a running stack', () => {
  it('takes the place of a create that came to nothing', () => {
    const stack = new Story();
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.report(stack.job('a'), { outcome: 'permanent', error: 'it is there already' });
    assert.equal(stack.status, 'CREATE_FAILED');
    stack.put([resource('a', SERVER, { size: 1 })], 'UPDATE', {
      requests: [stack.request('import', 'a', 'theirs')],
    });
    assert.deepEqual(stack.done, ['create a', 'adopt a']);
    stack.succeeds('a', 'theirs', ready({ size: 1 }));
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    assert.equal(stack.only('a').physicalId, 'theirs');
    mustBeQuiet(stack.snapshot);
  });

  it('takes the place of a create that goes on, or is held by a hook, also where it has to be changed first', () => {
    for (const hooks of [[], ['pre-create' as const]]) {
      const stack = new Story();
      const goal = [{ ...resource('a', MACHINE, { size: 1 }), hooks }];
      stack.put(goal);
      if (hooks.length === 0) stack.fails('a', 'transient');
      stack.put(goal, 'UPDATE', { requests: [stack.request('import', 'a', 'theirs')] });
      stack.succeeds('a', 'theirs', ready({ size: 7 }));
      assert.deepEqual(stack.actions, ['update a']);
      stack.succeeds('a', 'theirs', ready({ size: 1 }));
      assert.equal(stack.snapshot.resources.get('a')?.settled?.physicalId, 'theirs');
    }
  });

  it('by another name gives the wrong one up, which is left alone', () => {
    const stack = new Story();
    const goal = [resource('a', SERVER, { size: 1 })];
    stack.put(goal, 'CREATE', { requests: [stack.request('import', 'a', 'wrong')] });
    stack.report(stack.job('a'), { outcome: 'permanent', error: 'there is no wrong' });
    stack.put(goal, 'UPDATE', { requests: [stack.request('import', 'a', 'right')] });
    assert.equal(stack.job('a').physicalId, 'right');
    stack.succeeds('a', 'right', ready({ size: 1 }));
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    assert.deepEqual(stack.done, ['adopt a', 'adopt a']);
    assert.equal(stack.only('a').physicalId, 'right');
    mustBeQuiet(stack.snapshot);
  });

  it('leaves a resource alone that has a thing', () => {
    const stack = new Story();
    const goal = [resource('a', SERVER, { size: 1 })];
    stack.put(goal);
    stack.succeeds('a', 'ours', ready({ size: 1 }));
    stack.put(goal, 'UPDATE', { requests: [stack.request('import', 'a', 'theirs')] });
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    assert.equal(stack.only('a').physicalId, 'ours');
  });
});
