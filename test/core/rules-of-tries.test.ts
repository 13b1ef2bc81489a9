import assert from 'node:assert/strict';
import { mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { ADDRESS, MACHINE, PROBE, SERVER, attr, resource, testRules } from './types.js';

describe('the rules of the core: tries, and how they are counted (R6)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  describe('tries', () => {
    const dies = (name: string, physicalId: string) => {
      stack.succeeds(name, physicalId, seen('broken'));
      stack.look(stack.instances(name).at(-1)!, seen('broken'));
    };

    it('of things that have to go first are counted over all of them (R6, R11)', () => {
      stack.put([resource('a', ADDRESS)]);
      for (const id of ['a-1', 'a-2', 'a-3']) {
        dies('a', id);
        if (stack.jobs.length > 0) stack.succeeds('a', '', null);
      }
      assert.equal(stack.status, 'CREATE_FAILED');
      assert.deepEqual(
        stack.failures.map(({ attempt }) => attempt),
        [1, 2, 3],
      );
    });

    it('of a thing that has the same name each time are counted as well (R6, R7)', () => {
      stack.put([resource('a', SERVER)]);
      for (let n = 0; n < 3; n += 1) dies('a', 'the-file');
      assert.equal(stack.status, 'CREATE_FAILED');
      assert.equal(stack.instances('a').length, 1);
    });

    it('count for their goal only, and for what was wanted (R6)', () => {
      const goal = [resource('a', SERVER), resource('b', SERVER, { on: attr('a', 'address') })];
      stack.put(goal);
      stack.succeeds('a');
      dies('b', 'b-1');
      stack.look(stack.only('a'), ready(null, 'there'));
      stack.report(stack.job('b'), { outcome: 'aborted' });
      const { length } = stack.failures;
      dies('b', 'b-3');
      assert.equal(stack.failures[length]?.attempt, 1, 'with another value');
      stack.put(goal);
      stack.report(stack.jobs[0]!, { outcome: 'aborted' });
      stack = new Story();
      stack.put([resource('a', SERVER)]);
      dies('a', 'a-1');
      stack.put([resource('a', SERVER)]);
      dies('a', 'a-2');
      assert.deepEqual(
        stack.failures.map(({ attempt }) => attempt),
        [1, 1],
      );
    });

    it('of what was never ready, and had to go first, end with the first that is well (R11)', () => {
      stack = new Story({ ...testRules, attempts: 2 });
      stack.put([resource('a', ADDRESS)]);
      dies('a', 'a-1');
      stack.succeeds('a', '', null);
      stack.succeeds('a', 'a-2');
      assert.equal(stack.resource('a').tried.unready, null);
    });

    it('of a request count for it, though its resource is written otherwise meanwhile', () => {
      stack.put([resource('a', MACHINE, { size: 1, on: 'x' })]);
      stack.succeeds('a');
      stack.ask({ requests: [stack.request('check')] }, 'CHECK');
      stack.fails('a', 'transient');
      stack.put([resource('a', MACHINE, { on: 'x', size: 1 })]);
      stack.ring(stack.only('a'));
      assert.equal(stack.only('a').job?.action, 'check');
      assert.equal(stack.only('a').job?.attempt, 2);
    });

    it('of one action do not count for another', () => {
      stack.put([resource('a', MACHINE, { size: 1 })]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.ask({ requests: [stack.request('check')] }, 'CHECK');
      stack.fails('a', 'transient');
      stack.ask({ requests: [] }, 'RESUME');
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.deepEqual(stack.actions, ['update a']);
      assert.equal(stack.only('a').job?.attempt, 1);
    });

    it('that are used up begin anew under a new goal', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 2 })]);
      for (let n = 0; n < 3; n += 1) {
        stack.fails('a', 'transient');
        stack.ring(stack.only('a'));
      }
      assert.equal(stack.status, 'UPDATE_FAILED');
      stack.put([resource('a', SERVER, { size: 2 })]);
      assert.equal(stack.only('a').job?.attempt, 1);
    });

    it('of a repair that came to nothing begin anew after a while (R3)', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a');
      stack.turns('a', 'absent');
      for (const id of ['a-2', 'a-3', 'a-4']) dies('a', id);
      assert.equal(stack.status, 'CHECK_FAILED');
      const newest = stack.instances('a').at(-1)!;
      assert.equal(newest.timer?.purpose, 'repair');
      stack.ring(newest);
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('an update after which it was never ready again gives it up, under a new goal at the latest', () => {
      stack = new Story({ ...testRules, attempts: 1 });
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 2 })]);
      dies('a', 'a-1');
      assert.equal(stack.failures[0]?.action, 'update');
      assert.equal(stack.status, 'UPDATE_FAILED');
      stack.put([resource('a', SERVER, { size: 3 })]);
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('a thing that never was ready and seems to boot again is not waited for by a new goal', () => {
      stack = new Story({ ...testRules, attempts: 1 });
      stack.put([resource('a', SERVER)]);
      dies('a', 'a-1');
      stack.look(stack.only('a'), seen('pending'));
      stack.put([resource('a', SERVER)]);
      assert.deepEqual(stack.actions, ['create a']);
    });
  });

  describe('what is gone or broken', () => {
    it('is given up at once, though the repair of before failed for good', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.look(stack.only('a'), ready({ size: 2 }));
      stack.fails('a');
      assert.equal(stack.verdict('a'), 'failed');
      stack.turns('a', 'absent');
      assert.equal(stack.verdict('a'), 'unstable');
      stack.ring(stack.only('a'));
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('and mends itself is not waited for when a user says that it is broken', () => {
      stack.put([resource('a', PROBE)]);
      stack.succeeds('a');
      stack.turns('a', 'broken');
      assert.equal(stack.verdict('a'), 'broken');
      stack.ask({ requests: [stack.request('unhealthy', 'a')] });
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('is repaired though what a restore asked for has failed', () => {
      const goal = [resource('a', MACHINE, { size: 1 })];
      stack.put(goal);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.put(goal, 'RESTORE', { requests: [stack.request('restore', '', '{"a":1}')] });
      stack.fails('a');
      assert.equal(stack.status, 'RESTORE_FAILED');
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.deepEqual(stack.actions, ['update a']);
    });
  });

  it('an adoption that failed is not tried again, whatever its properties come to', () => {
    stack.put([resource('b', SERVER), resource('a', MACHINE, { on: attr('b', 'address') })], 'CREATE', {
      requests: [{ number: 1, verb: 'import', resource: 'a', argument: 'their-thing' }],
    });
    stack.succeeds('b');
    stack.fails('a');
    stack.look(stack.only('b'), ready(null, 'there'));
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.verdict('a'), 'failed');
  });
});
