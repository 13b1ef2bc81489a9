import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { PROBE, SERVER, attr, resource } from './types.js';

describe('the rules of the core: what is seen, what fails, what is done again', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  it('R4: what an update has brought about is not updated again', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    stack.succeeds('a');
    stack.put([resource('a', SERVER, { size: 2, on: 'x' })]);
    assert.deepEqual(stack.only('a').job?.changes, ['on']);
  });

  it('R4: an update that was left half-done is done again when the goal returns', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    stack.fails('a');
    stack.put([resource('a', SERVER, { size: 1 })]);
    assert.deepEqual(stack.actions, ['update a']);
    stack.succeeds('a');
    mustBeQuiet(stack.snapshot);
  });

  it('R5: a look that began before a job counts for nothing', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.succeeds('a', 'a-1', ready({ size: 1 }));
    const { epoch } = stack.only('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    assert.equal(stack.look(stack.only('a'), ready({ size: 1 }), epoch), 'stale');
    stack.succeeds('a', 'a-1', ready({ size: 2 }));
    assert.equal(stack.look(stack.only('a'), ready({ size: 1 }), epoch), 'stale');
    mustBeQuiet(stack.snapshot);
  });

  it('R5: an older look of the same epoch counts for nothing', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    const instance = stack.only('a');
    stack.look(instance, ready());
    instance.sequence += 5;
    const late = { ...instance, sequence: 1 };
    assert.equal(stack.look(late, seen('absent')), 'stale');
  });

  it('R5: absent counts from the second look', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    stack.look(stack.only('a'), seen('absent'));
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.snapshot.resources.get('a')?.verdict, 'confirm');
    stack.look(stack.only('a'), seen('absent'));
    assert.deepEqual(stack.actions, ['create a']);
  });

  it('R5: nothing that is seen while a job runs counts', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    assert.equal(stack.look(stack.only('a'), seen('absent')), 'stale');
    assert.equal(stack.only('a').observed?.status, 'ready');
  });

  it('R6: a failure holds under its revision, and the next one tries anew with a new instance', () => {
    stack.put([resource('a', SERVER)]);
    stack.fails('a');
    assert.equal(stack.status, 'CREATE_FAILED');
    assert.deepEqual(stack.actions, []);
    stack.put([resource('a', SERVER)]);
    assert.deepEqual(stack.actions, ['create a']);
    assert.equal(stack.job('a').ordinal, 2);
  });

  it('R6: an update that failed is tried again on the same instance', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    stack.fails('a');
    assert.equal(stack.status, 'UPDATE_FAILED');
    stack.put([resource('a', SERVER, { size: 2 })]);
    assert.equal(stack.job('a').ordinal, 1);
  });

  it('R6: things that never become ready are not made for ever', () => {
    stack.put([resource('a', SERVER)]);
    for (let made = 1; stack.jobs.length > 0; made += 1) {
      assert.ok(made <= 3);
      stack.succeeds('a', `a-${String(made)}`, seen('broken'));
      const newest = stack.instances('a').at(-1);
      if (newest) stack.look(newest, seen('broken'));
    }
    assert.equal(stack.status, 'CREATE_FAILED');
    stack.put([resource('a', SERVER)]);
    assert.deepEqual(stack.actions, ['create a']);
  });

  it('R6: a probe that is broken is waited for', () => {
    stack.put([resource('a', PROBE)]);
    stack.succeeds('a');
    stack.look(stack.only('a'), seen('broken'));
    stack.look(stack.only('a'), seen('broken'));
    assert.deepEqual(stack.actions, []);
    stack.look(stack.only('a'), ready());
    mustBeQuiet(stack.snapshot);
  });

  it('R13: a volatile attribute causes no update, another one does', () => {
    stack.put([
      resource('a', SERVER),
      resource('b', SERVER, { on: attr('a', 'pid') }),
      resource('c', SERVER, { on: attr('a', 'address') }),
    ]);
    stack.succeeds('a');
    stack.succeeds('b');
    stack.succeeds('c');
    stack.look(stack.only('a'), ready(null, 'here', 2));
    mustBeQuiet(stack.snapshot);
    stack.look(stack.only('a'), ready(null, 'there', 2));
    assert.deepEqual(stack.actions, ['update c']);
    stack.succeeds('c');
  });

  it('R14: drift is what differs from right after applying, of what is read back', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.succeeds('a', 'a-1', ready({ size: '1 GiB' }));
    mustBeQuiet(stack.snapshot);
    stack.look(stack.only('a'), ready({ size: '1 GiB', zone: 'read for the first time' }));
    mustBeQuiet(stack.snapshot);
    stack.look(stack.only('a'), ready({ size: '2 GiB' }));
    assert.deepEqual(stack.actions, ['update a']);
    stack.succeeds('a', 'a-1', ready({ size: '1 GiB' }));
  });

  it('R3: a repair that failed is tried again, but slowly, and the stack is CHECK_FAILED meanwhile', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.succeeds('a', 'a-1', ready({ size: 1 }));
    stack.look(stack.only('a'), ready({ size: 2 }));
    assert.equal(stack.status, 'CREATE_COMPLETE');
    stack.fails('a');
    assert.equal(stack.status, 'CHECK_FAILED');
    assert.equal(stack.only('a').timer?.purpose, 'repair');
    stack.ring(stack.only('a'));
    assert.equal(stack.status, 'CHECK_FAILED', 'until it has succeeded');
    assert.equal(stack.convergence, 'repairing');
    stack.succeeds('a', 'a-1', ready({ size: 1 }));
    assert.equal(stack.status, 'CREATE_COMPLETE');
  });

  it('R12: what stays pending fails at its deadline, and is well when it turns ready after all', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a', 'a-1', seen('pending'));
    stack.ring(stack.only('a'));
    assert.equal(stack.status, 'CREATE_FAILED');
    stack.put([resource('a', SERVER)]);
    assert.equal(stack.status, 'UPDATE_IN_PROGRESS');
    stack.ring(stack.only('a'));
    assert.equal(stack.status, 'UPDATE_FAILED');
    stack.look(stack.only('a'), ready());
    assert.equal(stack.status, 'UPDATE_COMPLETE');
  });

  it('R12: what was reached and is pending for too long is no repair to be tried again: it is looked at', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    stack.look(stack.only('a'), seen('pending'));
    stack.ring(stack.only('a'));
    assert.equal(stack.status, 'CHECK_FAILED');
    assert.equal(stack.only('a').timer?.purpose, 'pending');
    stack.look(stack.only('a'), ready());
    assert.equal(stack.status, 'CREATE_COMPLETE');
  });

  it('R24: the loss of a worker is no attempt, but too many in a row hold the job', () => {
    stack.put([resource('a', SERVER)]);
    for (let n = 0; n < 5; n += 1) stack.lose(stack.job('a'));
    assert.equal(stack.status, 'CREATE_FAILED');
  });

  it('attempts count for one digest only, and are used up', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    for (let n = 0; n < 2; n += 1) {
      stack.fails('a', 'transient');
      if (n === 0) stack.ring(stack.only('a'));
    }
    stack.put([resource('a', SERVER, { size: 3 })]);
    stack.fails('a', 'transient');
    assert.equal(stack.status, 'UPDATE_IN_PROGRESS');
    for (let n = 0; n < 2; n += 1) {
      stack.ring(stack.only('a'));
      stack.fails('a', 'transient');
    }
    assert.equal(stack.status, 'UPDATE_FAILED');
  });
});
