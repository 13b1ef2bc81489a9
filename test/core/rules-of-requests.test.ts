import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { SERVER, VALUE, MACHINE, CHAIN, ref, resource } from './types.js';

describe('the rules of the core: what a user asks for beside the goal (R16)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const course = () => stack.course();

  describe('check', () => {
    it('goes along the requirements; what cannot check itself is looked at for that', () => {
      stack.makes([
        resource('a', MACHINE),
        resource('b', SERVER, { on: ref('a') }),
        resource('c', VALUE, {}, ['b']),
      ]);
      stack.asks('check');
      assert.deepEqual(course(), ['check a', 'check b'], 'a mere value there is nothing to look at of');
      assert.equal(stack.status, 'CHECK_COMPLETE');
      assert.equal(stack.only('b').action, 'CHECK');
    });

    it('of one resource leaves the others alone', () => {
      stack.makes(CHAIN);
      stack.asks('check', 'b');
      assert.deepEqual(course(), ['check b']);
      assert.equal(stack.status, 'CHECK_COMPLETE');
    });

    it('that finds a thing gone has failed, and then the thing is repaired', () => {
      stack.makes([resource('a', MACHINE)]);
      stack.asks('check');
      stack.report(stack.job('a'), { outcome: 'succeeded', physicalId: 'a-1', observation: seen('absent') });
      assert.equal(stack.only('a').status, 'FAILED');
      assert.equal(stack.only('a').reason, 'it is absent');
      assert.equal(stack.status, 'CHECK_IN_PROGRESS');
      stack.look(stack.only('a'), seen('absent'));
      assert.ok(stack.events.some(({ name, reason }) => name === 's' && reason === 'Not as applied: a'));
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('that finds it as bad as before has failed as well', () => {
      const goal = { ...resource('a', MACHINE, { size: 1 }), drift: 'report' as const };
      stack.makes([goal]);
      stack.look(stack.only('a'), ready({ size: 1 }));
      stack.look(stack.only('a'), ready({ size: 2 }));
      stack.asks('check');
      stack.succeeds('a', 'a-1', ready({ size: 2 }));
      assert.deepEqual(
        [stack.only('a').status, stack.only('a').reason],
        ['FAILED', 'not as applied any more: size'],
      );
      stack.asks('unhealthy', 'a', 'it smells');
      stack.asks('check');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      assert.deepEqual([stack.only('a').status, stack.only('a').reason], ['FAILED', 'it smells']);
    });

    it('that ends in a pause leaves nothing as if it were well', () => {
      stack.makes([resource('a', SERVER)]);
      stack.ask({ suspended: true }, 'SUSPEND');
      stack.ask({ paused: true });
      stack.asks('unhealthy', 'a', 'it smells');
      assert.equal(stack.verdict('a'), 'paused');
      stack.asks('check');
      assert.equal(stack.status, 'CHECK_COMPLETE');
      assert.equal(stack.verdict('a'), 'paused');
    });

    it('looks at everything before anything is repaired', () => {
      stack.makes([resource('a', MACHINE, { size: 1 }), resource('b', MACHINE, { size: 1 }, ['a'])]);
      stack.look(stack.only('a'), ready({ size: 1 }));
      stack.look(stack.only('b'), ready({ size: 1 }));
      stack.asks('check');
      stack.report(stack.job('a'), {
        outcome: 'succeeded',
        physicalId: 'a-1',
        observation: ready({ size: 2 }),
      });
      assert.deepEqual(stack.actions, ['check b']);
      assert.equal(stack.verdict('a'), 'drifted');
      stack.report(stack.job('b'), {
        outcome: 'succeeded',
        physicalId: 'b-2',
        observation: ready({ size: 2 }),
      });
      assert.ok(stack.events.some(({ name, reason }) => name === 's' && reason === 'Not as applied: a, b'));
      assert.equal(stack.convergence, 'repairing');
      assert.deepEqual(stack.actions, ['update a'], 'in order');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      assert.deepEqual(stack.actions, ['update b']);
      assert.equal(stack.status, 'CHECK_FAILED', 'until all is well again');
      assert.equal(stack.convergence, 'repairing');
      stack.restore();
      assert.equal(stack.status, 'CHECK_FAILED');
      stack.ask({ paused: true });
      stack.ask({ paused: false });
      assert.equal(stack.status, 'CHECK_FAILED', 'a pause asks for nothing');
      stack.succeeds('b', 'b-2', ready({ size: 1 }));
      assert.equal(stack.status, 'CHECK_COMPLETE');
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.equal(stack.status, 'CHECK_COMPLETE', 'drift that nobody checked for is none of its');
      assert.equal(stack.convergence, 'drifted');
    });

    it('of a goal that was not reached holds up nothing: what has drifted on the way is put right', () => {
      stack.put([resource('a', MACHINE, { size: 1 }), resource('b', SERVER)]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.asks('check', 'a');
      stack.report(stack.job('a'), {
        outcome: 'succeeded',
        physicalId: 'a-1',
        observation: ready({ size: 2 }),
      });
      assert.deepEqual(stack.actions, ['create b', 'update a']);
    });

    it('waits for what is not settled; its own job unsettles nothing', () => {
      stack.makes(CHAIN);
      stack.asks('check');
      assert.deepEqual(stack.actions, ['check a']);
      assert.deepEqual([stack.resource('a').done, stack.resource('b').done], [true, true]);
      assert.equal(stack.verdict('b'), 'turn');
    });

    it('asked while another one is under way comes after it', () => {
      stack.makes([resource('a', MACHINE)]);
      stack.asks('check');
      stack.ask({ requests: [...stack.snapshot.goal.modes.requests, stack.request('snapshot', 'a')] });
      assert.equal(stack.isCancelled('a'), false);
      assert.deepEqual(course(), ['check a', 'snapshot a']);
      assert.equal(stack.status, 'CHECK_COMPLETE');
    });
  });

  describe('numbers', () => {
    it('are done once, also when they come again with each later revision', () => {
      stack.makes(CHAIN);
      stack.asks('check');
      course();
      stack.ask({ paused: true });
      stack.ask({ paused: false });
      assert.deepEqual(stack.actions, []);
      stack.restore();
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'CHECK_COMPLETE');
    });

    it('that were not done are done after a restart, and by the one in whose job the engine died', () => {
      stack.makes(CHAIN);
      stack.asks('check');
      stack.succeeds('a');
      assert.deepEqual(stack.actions, ['check b']);
      stack.restore();
      assert.equal(stack.resource('b').verdict, 'held');
      assert.deepEqual(course(), ['check b', 'check c']);
    });

    it('a new goal drops them', () => {
      stack.makes(CHAIN);
      stack.asks('check');
      stack.put(CHAIN, 'UPDATE', { requests: [] });
      assert.ok(stack.isCancelled('a'));
      course();
      assert.equal(stack.done.filter((job) => job.startsWith('check')).length, 1);
    });

    it('hold for things that come later as well: a check of a stack checks what was made since', () => {
      stack.makes([resource('a', MACHINE)]);
      stack.put([resource('a', MACHINE), resource('b', MACHINE)], 'UPDATE', {
        requests: [stack.request('check')],
      });
      assert.deepEqual(course(), ['check a', 'create b', 'check b']);
    });
  });

  describe('snapshot and restore', () => {
    it('keep what each handler returns, of those that have one', () => {
      stack.makes([resource('a', MACHINE), resource('b', SERVER, { on: ref('a') })]);
      stack.asks('snapshot');
      const { revision } = stack.snapshot.goal;
      assert.deepEqual(course(), ['snapshot a']);
      assert.deepEqual(
        stack.kept.map(({ name, data, physical, revision: of }) => ({ name, data, physical, of })),
        [
          { name: 'a', data: '"of a"', physical: 'a-1', of: revision },
          { name: 'b', data: '', physical: 'b-2', of: revision },
        ],
      );
      assert.equal(stack.status, 'SNAPSHOT_COMPLETE');
    });

    it('bring back the goal, and beside that give to each what was kept of it', () => {
      stack.makes(CHAIN);
      const restore = stack.request('restore', '', '{"a":{"image":1},"c":2}');
      stack.put(CHAIN, 'RESTORE', { requests: [restore] });
      assert.deepEqual(
        [...stack.snapshot.kept],
        [
          ['a', '{"image":1}'],
          ['c', '2'],
        ],
      );
      assert.deepEqual(course(), ['restore a', 'restore c'], 'nothing was kept of b');
      assert.equal(stack.status, 'RESTORE_COMPLETE');
      stack.restore();
      assert.deepEqual(stack.actions, []);
      stack.put(CHAIN, 'UPDATE', { requests: [] });
      assert.equal(stack.snapshot.kept.size, 0);
    });

    it('what was restored is compared with how it was seen after that, but in what the goal says', () => {
      const goal = [resource('a', MACHINE, { size: 1 })];
      const made = ready({ size: 1, on: 'as made' });
      const restored = ready({ size: 1, on: 'as restored' });
      stack.put(goal);
      stack.succeeds('a', 'a-1', made);
      const restore = () => {
        stack.put(goal, 'RESTORE', { requests: [stack.request('restore', '', '{"a":1}')] });
      };
      restore();
      stack.succeeds('a', 'a-1', null);
      assert.equal(stack.verdict('a'), 'observation');
      stack.look(stack.only('a'), restored);
      assert.equal(stack.status, 'RESTORE_COMPLETE');
      mustBeQuiet(stack.snapshot);
      restore();
      stack.succeeds('a', 'a-1', ready({ size: 2, on: 'as restored' }));
      assert.deepEqual(stack.only('a').job?.changes, ['size'], 'the goal says what it shall be');
    });
  });

  it('what a user asks for is done with the things of a goal that was reached, not with the former', () => {
    stack.makes([resource('a', MACHINE, { zone: 'x' })]);
    stack.put([resource('a', MACHINE, { zone: 'y' })], 'UPDATE', {});
    stack.ask({ requests: [stack.request('check')] }, 'CHECK');
    assert.deepEqual(stack.actions, ['create a']);
    stack.succeeds('a', 'a-2');
    assert.deepEqual(stack.actions, ['check a', 'delete a']);
    assert.equal(stack.jobs.find(({ action }) => action === 'check')?.physicalId, 'a-2');
  });
});
