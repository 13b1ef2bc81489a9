import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { ADDRESS, MACHINE, SERVER, VOLUME, ref, resource } from './types.js';

const BACK = { rollback: true };

describe('the rules of the core: the way back (R3)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  it('a create that fails goes back to nothing', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])], 'CREATE', BACK);
    stack.succeeds('a');
    assert.equal(stack.shallRollBack, false);
    stack.fails('b');
    assert.equal(stack.shallRollBack, true);
    assert.equal(stack.status, 'CREATE_IN_PROGRESS', 'it goes on: with the way back');
    stack.rollBack();
    assert.deepEqual(stack.actions, ['delete a']);
    stack.succeeds('a', '', null);
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
    assert.equal(stack.snapshot.resources.size, 0);
  });

  it('an update that fails goes back to the goal that was reached, where the original is the live one again', () => {
    const goal = (zone: string) => [resource('a', VOLUME, { zone }), resource('b', SERVER)];
    stack.put(goal('x'), 'CREATE', BACK);
    stack.succeeds('a');
    stack.succeeds('b');
    stack.put([...goal('y'), resource('c', SERVER)]);
    stack.succeeds('a', 'a-2', seen('pending'));
    stack.fails('c');
    assert.equal(stack.shallRollBack, true);
    stack.rollBack();
    assert.deepEqual(stack.actions, ['delete a']);
    assert.equal(stack.job('a').physicalId, 'a-2');
    stack.succeeds('a', '', null);
    assert.equal(stack.only('a').physicalId, 'a-1');
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
    mustBeQuiet(stack.snapshot);
  });

  it('the original stays the live one when what it stands on has to be made again meanwhile', () => {
    const goal = (zone: string) => [
      resource('a', SERVER),
      resource('b', VOLUME, { zone, on: ref('a') }),
      ...(zone === 'y' ? [resource('c', SERVER)] : []),
    ];
    stack.put(goal('x'), 'CREATE', BACK);
    stack.succeeds('a');
    stack.succeeds('b');
    stack.put(goal('y'));
    stack.fails('c');
    stack.rollBack();
    for (const _ of [1, 2]) stack.look(stack.only('a'), seen('absent'));
    stack.succeeds('b', 'b-2');
    const [first, second] = stack.resource('b').instances;
    for (const _ of [1, 2]) {
      assert.deepEqual([first?.verdict, second?.verdict], ['none', 'successor']);
      mustBeSound(stack.snapshot);
      stack.look(second!, ready());
    }
    assert.deepEqual(stack.actions, ['create a']);
  });

  it('dependants that had moved over move back, and only then the newer one goes', () => {
    const goal = (zone: string, size: number) => [
      resource('a', VOLUME, { zone }),
      resource('b', SERVER, { on: ref('a') }),
      resource('c', SERVER, { on: ref('a'), size }),
    ];
    stack.put(goal('x', 1), 'CREATE', BACK);
    for (const name of ['a', 'b', 'c']) stack.succeeds(name);
    stack.put(goal('y', 2));
    stack.succeeds('a', 'a-2');
    stack.succeeds('b');
    stack.fails('c');
    stack.rollBack();
    assert.deepEqual(stack.actions, ['update b', 'update c']);
    assert.equal(stack.resource('a').settled?.physicalId, 'a-1');
    stack.succeeds('b');
    assert.deepEqual(stack.actions, ['update c']);
    stack.succeeds('c');
    assert.deepEqual(stack.actions, ['delete a']);
    assert.equal(stack.job('a').physicalId, 'a-2');
    stack.succeeds('a', '', null);
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
  });

  it('what is being deleted already is made anew, once it is gone', () => {
    const goal = (zone: string) => [resource('a', VOLUME, { zone }), resource('b', SERVER, {}, ['a'])];
    stack.put(goal('x'), 'CREATE', BACK);
    stack.succeeds('a');
    stack.succeeds('b');
    stack.put([...goal('y'), resource('c', SERVER)]);
    stack.succeeds('a', 'a-2');
    assert.deepEqual(stack.actions, ['create c', 'delete a']);
    stack.fails('c');
    stack.rollBack();
    assert.deepEqual(stack.actions, ['delete a'], 'the same name often means the same thing');
    assert.equal(stack.verdict('a'), 'predecessor');
    stack.succeeds('a', '', null);
    assert.deepEqual(stack.actions, ['create a']);
    stack.succeeds('a', 'a-3');
    assert.equal(stack.job('a').physicalId, 'a-2');
    stack.succeeds('a', '', null);
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
  });

  it('what was removed and still exists comes back as the same instance, without a job', () => {
    const on = (name: string) => resource('c', SERVER, { on: ref(name) });
    stack.put([resource('a', SERVER), resource('b', SERVER), on('b')], 'CREATE', BACK);
    for (const name of ['a', 'b', 'c']) stack.succeeds(name);
    stack.put([resource('a', SERVER), on('a')]);
    assert.deepEqual(stack.actions, ['update c'], 'b stays as long as c stands on it');
    stack.fails('c');
    stack.rollBack();
    assert.deepEqual(stack.actions, ['update c']);
    assert.equal(stack.only('b').ordinal, 2);
    assert.equal(stack.verdict('b'), 'settled');
    stack.succeeds('c');
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
  });

  it('a restore that fails goes back', () => {
    const goal = [resource('a', MACHINE)];
    stack.put(goal, 'CREATE', BACK);
    stack.succeeds('a');
    stack.put(goal, 'RESTORE', { requests: [stack.request('restore', '', '{"a":"kept"}')] });
    assert.deepEqual(stack.actions, ['restore a']);
    stack.fails('a');
    assert.equal(stack.shallRollBack, true);
  });

  it('what runs out of time goes back, though nothing has failed', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER)], 'CREATE', BACK);
    stack.succeeds('a');
    stack.expire();
    assert.equal(stack.shallRollBack, true);
    assert.equal(stack.status, 'CREATE_IN_PROGRESS');
    stack.rollBack();
    assert.deepEqual(stack.actions, ['create b', 'delete a']);
    assert.ok(stack.isCancelled('b'));
  });

  it('a way back that fails does not go back itself: it is tried again when a user says so', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER)], 'CREATE', BACK);
    stack.succeeds('a');
    stack.fails('b');
    stack.rollBack();
    stack.fails('a');
    assert.equal(stack.shallRollBack, false);
    assert.equal(stack.status, 'ROLLBACK_FAILED');
    stack.put([], 'ROLLBACK');
    assert.deepEqual(stack.actions, ['delete a']);
  });

  it('nothing goes back when rollback is off, or the stack was halted, or a delete fails', () => {
    stack.put([resource('a', SERVER)]);
    stack.fails('a');
    assert.equal(stack.shallRollBack, false);
    assert.equal(stack.status, 'CREATE_FAILED');
    stack.put([resource('a', SERVER)], 'UPDATE', BACK);
    stack.ask({ halted: true });
    stack.fails('a');
    assert.equal(stack.shallRollBack, false);
    assert.equal(stack.status, 'UPDATE_FAILED');
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    stack.delete();
    stack.fails('a');
    assert.equal(stack.shallRollBack, false);
    assert.equal(stack.status, 'DELETE_FAILED');
  });

  it('no request goes back when it fails: a check, a suspend, a resume, a snapshot', () => {
    stack.put([resource('a', MACHINE)], 'CREATE', BACK);
    stack.succeeds('a');
    for (const verb of ['check', 'snapshot'] as const) {
      const action = verb === 'check' ? 'CHECK' : 'SNAPSHOT';
      stack.ask({ requests: [stack.request(verb)] }, action);
      stack.fails('a');
      assert.equal(stack.status, `${action}_FAILED`);
      assert.equal(stack.shallRollBack, false);
    }
    stack.ask({ suspended: true, requests: [] }, 'SUSPEND');
    stack.fails('a');
    assert.equal(stack.status, 'SUSPEND_FAILED');
    assert.equal(stack.shallRollBack, false);
  });

  it('a request of a goal that was never reached does not go back either', () => {
    stack.put([resource('a', MACHINE)]);
    stack.fails('a');
    stack.ask({ rollback: true, requests: [stack.request('check')] }, 'CHECK');
    assert.equal(stack.status, 'CHECK_FAILED');
    assert.equal(stack.shallRollBack, false);
  });

  it('a repair that fails long after never goes back, nor does what else is asked meanwhile', () => {
    stack.put([resource('a', SERVER, { size: 1 })], 'CREATE', BACK);
    stack.succeeds('a', 'a-1', ready({ size: 1 }));
    stack.look(stack.only('a'), ready({ size: 2 }));
    stack.fails('a');
    assert.equal(stack.status, 'CHECK_FAILED');
    assert.equal(stack.shallRollBack, false);
    stack.ask({ drift: 'repair' });
    assert.equal(stack.shallRollBack, false);
  });

  it('while it goes back what is in flight ends, and nothing new begins, nor is deleted', () => {
    stack.put([resource('old', VOLUME)], 'CREATE', BACK);
    stack.succeeds('old');
    stack.put([resource('a', SERVER), resource('b', SERVER), resource('c', SERVER, {}, ['b'])]);
    stack.fails('old', 'transient');
    stack.fails('a');
    assert.deepEqual(stack.actions, ['create b']);
    assert.equal(stack.isCancelled('b'), false, 'whether it serves is for the next goal to say');
    stack.succeeds('b');
    stack.ring(stack.only('old'));
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.verdict('c'), 'rollback');
    assert.equal(stack.why('c'), 'something has failed, and the stack rolls back');
    assert.equal(stack.only('old').verdict, 'rollback');
  });

  it('what had failed and is well after all ends the way back before it has begun: what waited goes on', () => {
    stack.put(
      [resource('a', SERVER), resource('b', SERVER), resource('c', SERVER, {}, ['b'])],
      'CREATE',
      BACK,
    );
    stack.succeeds('a', 'a-1', seen('pending'));
    stack.ring(stack.only('a'));
    assert.equal(stack.shallRollBack, true);
    stack.succeeds('b');
    assert.deepEqual(stack.actions, []);
    stack.look(stack.only('a'), ready());
    assert.equal(stack.shallRollBack, false);
    assert.deepEqual(stack.actions, ['create c']);
  });

  it('an unwanted instance that waited for the way back goes on too', () => {
    stack.put([resource('old', SERVER), resource('b', SERVER, {}, ['old'])], 'CREATE', BACK);
    stack.succeeds('old');
    stack.succeeds('b');
    stack.put([resource('a', SERVER), resource('b', SERVER, { size: 2 })]);
    stack.succeeds('a', 'a-1', seen('pending'));
    stack.ring(stack.only('a'));
    stack.succeeds('b');
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.only('old').verdict, 'rollback');
    stack.look(stack.only('a'), ready());
    assert.deepEqual(stack.actions, ['delete old']);
  });

  it('what the way back wants as it is being made is awaited, the rest is cancelled', () => {
    stack.put([resource('a', SERVER, { size: 1 })], 'CREATE', BACK);
    stack.succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 }), resource('b', SERVER), resource('c', SERVER)]);
    stack.fails('c');
    stack.rollBack();
    assert.deepEqual(stack.actions, ['create b', 'update a']);
    assert.ok(stack.isCancelled('a'));
    assert.ok(stack.isCancelled('b'));
    stack.report(stack.job('b'), { outcome: 'aborted' });
    stack.report(stack.job('a'), { outcome: 'aborted' });
    assert.deepEqual(stack.actions, ['delete b', 'update a'], 'both may have had their effect');
    assert.deepEqual(stack.only('a').job?.changes, ['size']);
    stack.succeeds('a');
    stack.succeeds('b', '', null);
    stack.ring(stack.only('b'));
    stack.succeeds('b', '', null);
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
  });

  it('a replacement that goes first is made again where the original is gone already', () => {
    const goal = (zone: string) => [resource('a', ADDRESS, { zone })];
    stack.put(goal('x'), 'CREATE', BACK);
    stack.succeeds('a');
    stack.put(goal('y'));
    stack.succeeds('a', '', null);
    stack.fails('a');
    stack.rollBack();
    assert.deepEqual(stack.actions, ['create a']);
    stack.succeeds('a', 'a-3');
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
  });
});
