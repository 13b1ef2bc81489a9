import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { MACHINE, SERVER, VOLUME, attr, ref, resource } from './types.js';

describe('the rules of the core: a new goal at any moment', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const aborted = (name: string) => stack.report(stack.job(name), { outcome: 'aborted' });

  describe('a job that serves no more is cancelled', () => {
    it('when its resource is wanted otherwise; what it made is changed to that', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.put([resource('a', SERVER, { size: 2 })]);
      assert.ok(stack.isCancelled('a'));
      assert.deepEqual(stack.actions, ['create a']);
      stack.succeeds('a');
      assert.deepEqual(stack.actions, ['update a']);
      assert.equal(stack.job('a').physicalId, 'a-1');
    });

    it('and is searched for when it has stopped, beside the one that is wanted (R9, R10)', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.put([resource('a', SERVER, { size: 2 })]);
      aborted('a');
      assert.deepEqual(stack.actions, ['create a']);
      assert.equal(stack.job('a').ordinal, 2);
      stack.succeeds('a', 'a-2');
      assert.deepEqual(stack.actions, ['delete a']);
      assert.equal(stack.job('a').ordinal, 1);
    });

    it('when its resource is removed', () => {
      stack.put([resource('a', SERVER)]);
      stack.put([]);
      assert.ok(stack.isCancelled('a'));
      stack.succeeds('a');
      assert.deepEqual(stack.actions, ['delete a']);
      assert.equal(stack.job('a').physicalId, 'a-1');
    });

    it('an update as well: what it may have changed is changed again (R4)', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 2 })]);
      stack.put([resource('a', SERVER, { size: 1 })]);
      assert.ok(stack.isCancelled('a'));
      aborted('a');
      assert.deepEqual(stack.only('a').job?.changes, ['size']);
      stack.succeeds('a');
      mustBeQuiet(stack.snapshot);
    });

    it('when the stack is halted; nothing more begins until a goal lifts that', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      stack.ask({ halted: true });
      assert.ok(stack.isCancelled('a'));
      assert.equal(stack.status, 'CREATE_IN_PROGRESS');
      stack.succeeds('a');
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'CREATE_FAILED');
      assert.equal(stack.verdict('b'), 'halted');
      assert.equal(stack.why('b'), 'the CREATE was cancelled; it goes on when the stack is updated');
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      assert.deepEqual(stack.actions, ['create b']);
    });

    it('what was reached is looked after all the same, though a halt came late', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.ask({ halted: true });
      assert.equal(stack.status, 'CREATE_COMPLETE');
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.deepEqual(stack.actions, ['update a']);
      assert.equal(stack.isCancelled('a'), false);
    });

    it('what a user asked for, when it is asked for no more', () => {
      stack.put([resource('a', MACHINE)]);
      stack.succeeds('a');
      stack.ask({ suspended: true }, 'SUSPEND');
      assert.deepEqual(stack.actions, ['suspend a']);
      stack.ask({ suspended: false }, 'RESUME');
      assert.ok(stack.isCancelled('a'));
      stack.succeeds('a');
      assert.deepEqual(stack.actions, ['resume a'], 'it had been suspended all the same');
    });
  });

  describe('a job that serves goes on', () => {
    it('when the goal wants just that, among other things', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.put([resource('b', SERVER), resource('a', SERVER, { size: 1 })]);
      assert.deepEqual(stack.actions, ['create a', 'create b']);
      assert.equal(stack.isCancelled('a'), false);
      stack.succeeds('a');
      stack.succeeds('b');
      mustBeQuiet(stack.snapshot);
    });

    it('when what it needs is not settled: nobody can say whether it is still wanted', () => {
      stack.put([resource('a', SERVER, { size: 1 }), resource('b', SERVER, { on: attr('a', 'address') })]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      assert.deepEqual(stack.actions, ['create b']);
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.deepEqual(stack.actions, ['create b', 'update a']);
      assert.equal(stack.isCancelled('b'), false);
      stack.put([resource('a', SERVER, { size: 1 }), resource('b', SERVER, { on: attr('a', 'address') })]);
      assert.equal(stack.isCancelled('b'), false);
      assert.equal(stack.verdict('b'), 'held');
    });

    it('a delete: what is half removed is removed, also when its name is wanted again', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a');
      stack.delete();
      stack.put([resource('a', SERVER)]);
      assert.equal(stack.isCancelled('a'), false);
      assert.equal(stack.verdict('a'), 'predecessor');
      assert.equal(stack.why('a'), 'its earlier instance is being deleted');
    });

    it('a delete of one that another takes the place of', () => {
      stack.put([resource('a', VOLUME, { zone: 'x' })]);
      stack.succeeds('a');
      stack.put([resource('a', VOLUME, { zone: 'y' })]);
      stack.succeeds('a', 'a-2');
      assert.deepEqual(stack.actions, ['delete a']);
      stack.ask({ paused: true });
      stack.put([resource('a', VOLUME, { zone: 'y' })]);
      assert.equal(stack.isCancelled('a'), false);
    });
  });

  describe('the live one is the best fit of those that may be (R2)', () => {
    it('one that has just what is wanted comes before a newer one that could be changed to it', () => {
      stack.put([resource('a', SERVER, { size: 1, zone: 'x' })]);
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 1, zone: 'y' })]);
      stack.succeeds('a', 'a-2', seen('pending'));
      stack.put([resource('a', SERVER, { size: 2, zone: 'x' })]);
      assert.equal(stack.job('a').ordinal, 1);
      assert.deepEqual(stack.instances('a')[0]?.job?.changes, ['size']);
    });

    it('the newest, where they are alike: what was begun is not given up when the former is back', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a');
      stack.turns('a', 'absent');
      assert.equal(stack.job('a').ordinal, 2);
      const [former] = stack.instances('a');
      stack.look(former!, ready());
      assert.equal(stack.isCancelled('a'), false);
      stack.succeeds('a', 'a-2');
      assert.equal(stack.job('a').ordinal, 1);
      assert.deepEqual(stack.actions, ['delete a']);
    });

    it('a second update before the first replacement is cleaned up makes a third, and cleans up both', () => {
      const goal = (zone: string) => [
        resource('a', VOLUME, { zone }),
        resource('b', SERVER, { on: ref('a') }),
      ];
      stack.put(goal('x'));
      stack.succeeds('a');
      stack.succeeds('b');
      stack.put(goal('y'));
      stack.succeeds('a', 'a-2');
      stack.put(goal('z'));
      assert.deepEqual(stack.actions, ['create a', 'update b']);
      stack.succeeds('b');
      stack.succeeds('a', 'a-3');
      assert.deepEqual(stack.actions, ['update b']);
      stack.succeeds('b');
      assert.deepEqual(stack.actions, ['delete a', 'delete a']);
      assert.deepEqual(stack.jobs.map(({ physicalId }) => physicalId).sort(), ['a-1', 'a-2']);
      for (const job of stack.jobs) stack.report(job, { outcome: 'succeeded' });
      mustBeQuiet(stack.snapshot);
    });
  });

  it('an update in place after a rolled-back replacement changes the original', () => {
    stack.put([resource('a', SERVER, { size: 1, zone: 'x' })], 'CREATE', { rollback: true });
    stack.succeeds('a');
    stack.put([resource('a', SERVER, { size: 1, zone: 'y' })]);
    stack.fails('a');
    stack.rollBack();
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
    stack.put([resource('a', SERVER, { size: 2, zone: 'x' })]);
    assert.deepEqual(stack.actions, ['update a']);
    assert.equal(stack.job('a').ordinal, 1);
  });

  it('a dependency that is reversed while both ends are replaced', () => {
    stack.put([resource('a', VOLUME, { zone: 'x' }), resource('b', VOLUME, { zone: ref('a') })]);
    stack.succeeds('a');
    stack.succeeds('b');
    stack.put([resource('a', VOLUME, { zone: ref('b') }), resource('b', VOLUME, { zone: 'y' })]);
    assert.deepEqual(stack.actions, ['create b']);
    stack.succeeds('b', 'b-2');
    assert.deepEqual(stack.actions, ['create a', 'delete b']);
    stack.succeeds('b', '', null);
    stack.succeeds('a', 'a-2');
    assert.deepEqual(stack.actions, ['delete a']);
    stack.succeeds('a', '', null);
    mustBeQuiet(stack.snapshot);
  });
});
