import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { SERVER, VALUE, MACHINE, CHAIN, ref, attr, resource } from './types.js';

describe('the rules of the core: suspend and resume (R16)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const course = () => stack.course();
  const suspend = () => {
    stack.ask({ suspended: true, requests: [] }, 'SUSPEND');
  };
  const resume = () => {
    stack.ask({ suspended: false, requests: [] }, 'RESUME');
  };

  describe('suspend and resume', () => {
    it('go against the requirements, and along them', () => {
      stack.makes(CHAIN);
      suspend();
      assert.equal(stack.status, 'SUSPEND_IN_PROGRESS');
      assert.match(stack.why('a'), /waits for its turn to suspend/);
      assert.deepEqual(course(), ['suspend c', 'suspend b', 'suspend a']);
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
      assert.equal(stack.convergence, 'converged');
      resume();
      assert.deepEqual(course(), ['resume a', 'resume b', 'resume c']);
      assert.equal(stack.status, 'RESUME_COMPLETE');
      mustBeQuiet(stack.snapshot);
    });

    it('of unconnected ones run side by side', () => {
      stack.makes([resource('a', MACHINE), resource('b', MACHINE)]);
      suspend();
      assert.deepEqual(stack.actions, ['suspend a', 'suspend b']);
    });

    it('of types that have no such handler are done at once', () => {
      stack.makes([
        resource('a', MACHINE),
        resource('b', SERVER, { on: ref('a') }),
        resource('c', VALUE, { on: ref('b') }),
      ]);
      suspend();
      assert.deepEqual(course(), ['suspend a']);
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
      resume();
      assert.deepEqual(course(), ['resume a']);
      assert.equal(stack.status, 'RESUME_IN_PROGRESS', 'what ran on unseen is looked at first');
      assert.equal(stack.verdict('b'), 'observation');
      assert.equal(stack.verdict('c'), 'needs');
      stack.look(stack.only('b'), ready());
      assert.equal(stack.status, 'RESUME_COMPLETE');
    });

    it('nothing is looked at meanwhile, and nothing repaired', () => {
      stack.makes(CHAIN);
      suspend();
      course();
      assert.equal(stack.look(stack.only('a'), seen('absent')), 'stale');
      assert.equal(stack.look(stack.only('a'), seen('absent')), 'stale');
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
    });

    it('nothing is asked of what is suspended, and no other policy repairs it', () => {
      stack.makes([{ ...resource('a', MACHINE, { size: 1 }) }]);
      stack.ask({ drift: 'report' });
      stack.look(stack.only('a'), ready({ size: 1 }));
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.equal(stack.verdict('a'), 'drifted');
      suspend();
      stack.succeeds('a', 'a-1', seen('absent'));
      assert.equal(stack.only('a').observed?.status, 'ready', 'it is stopped, and not gone');
      stack.ask({ drift: 'repair', requests: [stack.request('check')] });
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('a'), 'settled');
    });

    it('is no more its turn when what stands on it is not settled any more', () => {
      stack.makes([
        resource('a', MACHINE),
        resource('b', MACHINE),
        resource('c', MACHINE, { on: attr('a', 'address') }, ['b']),
        resource('d', MACHINE, {}, ['a']),
      ]);
      suspend();
      stack.succeeds('c');
      stack.fails('b', 'transient');
      assert.equal(stack.verdict('b'), 'retry');
      stack.look(stack.only('a'), ready(null, 'there'));
      assert.equal(stack.verdict('b'), 'turn');
    });

    it('may turn round midway', () => {
      stack.makes(CHAIN);
      suspend();
      stack.succeeds('c');
      assert.deepEqual(stack.actions, ['suspend b']);
      resume();
      assert.ok(stack.isCancelled('b'));
      assert.equal(stack.why('c'), 'needs b');
      stack.report(stack.job('b'), { outcome: 'aborted' });
      assert.deepEqual(course(), ['resume c'], 'a and b never were suspended');
      assert.equal(stack.status, 'RESUME_COMPLETE');
    });

    it('that fails holds for that request; a later one tries it again', () => {
      stack.makes(CHAIN);
      suspend();
      stack.succeeds('c');
      stack.fails('b');
      assert.equal(stack.status, 'SUSPEND_FAILED');
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('a'), 'turn');
      stack.ask({ paused: true });
      stack.ask({ paused: false });
      assert.deepEqual(stack.actions, []);
      suspend();
      assert.deepEqual(course(), ['suspend b', 'suspend a']);
    });

    it('that fails for now is tried again by and by', () => {
      stack.makes([resource('a', MACHINE)]);
      suspend();
      for (let n = 1; n <= 2; n += 1) {
        stack.fails('a', 'transient');
        assert.equal(stack.verdict('a'), 'retry');
        stack.ring(stack.only('a'));
      }
      stack.fails('a', 'transient');
      assert.equal(stack.status, 'SUSPEND_FAILED');
      assert.equal(stack.only('a').failure?.kind, 'exhausted');
    });

    it('is done once: not again after a restart', () => {
      stack.makes(CHAIN);
      suspend();
      stack.succeeds('c');
      stack.restore();
      assert.deepEqual(course(), ['suspend b', 'suspend a']);
      stack.restore();
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
    });

    it('a suspended stack is deleted without being woken up', () => {
      stack.makes(CHAIN);
      suspend();
      course();
      stack.put([], 'DELETE', { suspended: false });
      assert.deepEqual(course(), ['delete c', 'delete b', 'delete a']);
    });

    it('what was found gone when it woke up is made anew before what stands on it is changed', () => {
      stack.makes(CHAIN);
      suspend();
      course();
      resume();
      stack.succeeds('a', 'a-1', null);
      assert.deepEqual(stack.actions, [], 'a has to be seen first');
      stack.turns('a', 'absent');
      assert.deepEqual(stack.actions, ['create a']);
      stack.succeeds('a', 'a-9');
      assert.deepEqual(stack.actions, ['resume b'], 'first of all it runs again');
      assert.equal(stack.instances('a')[0]?.verdict, 'recorders');
      stack.succeeds('b');
      assert.deepEqual(stack.actions, ['update b']);
    });
  });
});
