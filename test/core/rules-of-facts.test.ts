import assert from 'node:assert/strict';
import { Changes } from '../../services/engine/core/changes.js';
import { observed } from '../../services/engine/core/facts/observed.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { ADDRESS, MACHINE, PROBE, SERVER, VALUE, VOLUME, attr, ref, resource, testRules } from './types.js';

describe('the rules of the core: what is told, and what is made of it', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  describe('a run that is not the current one', () => {
    it('is not lost again, and saves nothing more', () => {
      stack.put([resource('a', SERVER)]);
      const first = stack.job('a');
      stack.lose(first);
      const second = stack.job('a');
      stack.lose(first);
      assert.deepEqual(stack.jobs, [second]);
      assert.equal(stack.only('a').losses, 1);
      assert.equal(stack.checkpoint(first, '{"old":1}', 'old'), 'stale');
      assert.equal(stack.only('a').physicalId, '');
      assert.equal(stack.checkpoint(second, '{"new":1}'), 'moved');
      assert.equal(stack.only('a').checkpoint, '{"new":1}');
      assert.equal(stack.checkpoint(second, '', 'a-1'), 'moved');
      assert.equal(stack.only('a').checkpoint, '{"new":1}');
      assert.equal(stack.only('a').physicalId, 'a-1');
    });
  });

  describe('what a handler saved', () => {
    it('is there at the next try, and at the delete of what it half made (R9)', () => {
      stack.put([resource('a', SERVER)]);
      stack.checkpoint(stack.job('a'), '{"step":1}');
      stack.fails('a', 'transient');
      stack.ring(stack.only('a'));
      assert.equal(stack.only('a').checkpoint, '{"step":1}');
      stack.delete();
      stack.fails('a');
      assert.deepEqual(stack.actions, ['delete a']);
      assert.equal(stack.only('a').checkpoint, '{"step":1}');
    });

    it('is of no use to another action, to an update to other values, or after a success (R4)', () => {
      stack.put([resource('a', MACHINE, { size: 1 })]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.put([resource('a', MACHINE, { size: 2 })]);
      stack.checkpoint(stack.job('a'), '{"to":2}');
      stack.fails('a', 'transient');
      stack.ring(stack.only('a'));
      assert.equal(stack.only('a').checkpoint, '{"to":2}');
      stack.fails('a');
      stack.put([resource('a', MACHINE, { size: 3 })]);
      assert.equal(stack.only('a').checkpoint, '', 'that led elsewhere');
      stack.checkpoint(stack.job('a'), '{"to":3}');
      stack.succeeds('a', 'a-1', ready({ size: 3 }));
      stack.look(stack.only('a'), ready({ size: 4 }));
      assert.deepEqual(stack.actions, ['update a']);
      assert.equal(stack.only('a').checkpoint, '', 'that was done');
      stack.succeeds('a', 'a-1', ready({ size: 3 }));
      stack.ask({ suspended: true }, 'SUSPEND');
      stack.checkpoint(stack.job('a'), '{"half":"asleep"}');
      stack.fails('a', 'transient');
      stack.ask({ suspended: false }, 'RESUME');
      stack.ask({ requests: [stack.request('check')] }, 'CHECK');
      assert.deepEqual(stack.actions, ['check a']);
      assert.equal(stack.only('a').checkpoint, '');
      stack.checkpoint(stack.job('a'), '{"looked":1}');
      stack.succeeds('a');
      stack.ask({ requests: [stack.request('check')] }, 'CHECK');
      assert.equal(stack.only('a').checkpoint, '', 'that was another check');
    });
  });

  describe('what an update that failed may have touched (R4)', () => {
    const goal = (size: number, on: string) => [
      resource('b', SERVER),
      resource('a', SERVER, { size, on: on === '' ? attr('b', 'pid') : on }),
    ];

    it('is applied by the next one, though its value changes by itself', () => {
      stack.put(goal(1, 'x'));
      stack.succeeds('b');
      stack.succeeds('a');
      stack.put(goal(1, ''));
      stack.fails('a');
      stack.put(goal(2, ''));
      assert.deepEqual(stack.only('a').job?.changes, ['size', 'on']);
    });

    it('is still not known when a repair of something else has failed as well', () => {
      stack.put([resource('b', SERVER), resource('a', SERVER, { size: 1, zone: ref('b') })]);
      stack.succeeds('b');
      const seenAs = (size: number, on: string) => {
        stack.look(stack.only('a'), ready({ size, on }));
      };
      stack.succeeds('a', 'a-1', ready({ size: 1, on: 'x' }));
      seenAs(2, 'x');
      stack.fails('a');
      stack.turns('b', 'broken', stack.only('b'));
      stack.succeeds('b', 'b-2');
      seenAs(1, 'y');
      assert.equal(stack.verdict('a'), 'unstable');
      stack.ring(stack.only('a'));
      assert.deepEqual(stack.only('a').job?.changes, ['on']);
      assert.deepEqual(stack.only('a').uncertain, ['size', 'on']);
    });
  });

  describe('a look', () => {
    it('that began while a job ran counts for nothing after it (R5)', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      const before = stack.only('a').epoch;
      stack.put([resource('a', SERVER, { size: 2 })]);
      const { epoch } = stack.only('a');
      assert.notEqual(epoch, before);
      stack.succeeds('a', 'a-1', ready({ size: 2 }));
      assert.equal(stack.look(stack.only('a'), ready({ size: 1 }), epoch), 'stale');
      mustBeQuiet(stack.snapshot);
    });

    it('is the first again in each epoch, and older ones of the same are told by their number (R5)', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a', 'a-1', null);
      const look = (sequence: number) =>
        stack.look(stack.only('a'), ready(), stack.only('a').epoch, sequence);
      assert.equal(look(7), 'moved');
      assert.equal(look(7), 'stale');
      assert.equal(look(6), 'stale');
      stack.put([resource('a', SERVER, { size: 2 })]);
      stack.succeeds('a', 'a-1', null);
      assert.equal(look(1), 'moved');
    });

    it('is wanted anew after each action that tells none (R5)', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 2 })]);
      stack.succeeds('a', 'a-1', null);
      assert.equal(stack.verdict('a'), 'observation');
    });

    it('says nothing of what was never made, nor that an update has come about that failed for now', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.report(stack.job('a'), { outcome: 'transient', physicalId: 'a-1', error: 'quota exceeded' });
      assert.equal(stack.look(stack.only('a'), ready()), 'stale');
      stack.ring(stack.only('a'));
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 2 })]);
      stack.fails('a', 'transient');
      stack.look(stack.only('a'), ready({ size: 1 }));
      assert.deepEqual([stack.only('a').action, stack.only('a').status], ['UPDATE', 'IN_PROGRESS']);
    });
  });

  it('a look that sees what was seen before writes nothing', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    const { ordinal, epoch } = stack.only('a');
    const changes = new Changes(0);
    observed(stack.snapshot, changes, { ordinal, epoch, sequence: 9, look: ready() });
    assert.equal(changes.dirty.size, 0);
    assert.equal(changes.touched.size, 0);
  });

  describe('a thing that changes hands (R7)', () => {
    it('takes along who stands on it', () => {
      stack.put([resource('old', SERVER), resource('b', SERVER, {}, ['old'])]);
      stack.succeeds('old', 'the-file');
      stack.succeeds('b');
      stack.put([resource('new', SERVER), resource('b', SERVER, { size: 2 }, ['new'])]);
      stack.ask({ paused: true });
      stack.succeeds('new', 'the-file');
      assert.deepEqual(
        stack.only('b').requires.map(({ resource: { name } }) => name),
        ['new'],
      );
      stack.put([], 'DELETE', { paused: false });
      assert.deepEqual(stack.actions, ['delete b']);
    });

    it('is given by what is being deleted, by an orphan, and by what is wanted as another type', () => {
      const goal = [resource('b', SERVER)];
      const takes = (thing: string) => {
        stack.put([...stack.snapshot.goal.resources, resource('c', SERVER)]);
        stack.succeeds('c', thing);
        assert.equal(stack.verdict('c'), 'settled');
        assert.equal(stack.only('c').physicalId, thing);
      };
      stack.put(goal);
      stack.succeeds('b');
      stack.put([]);
      stack.fails('b', 'transient');
      stack.put(goal);
      stack.succeeds('b', 'b-2');
      takes('b-1');

      stack = new Story();
      stack.put([...goal, resource('c', SERVER)]);
      const zombie = stack.job('b');
      stack.lose(zombie);
      stack.ask({ paused: true });
      stack.succeeds('b', 'b-2');
      stack.report(zombie, { outcome: 'succeeded', physicalId: 'b-1' });
      assert.equal(stack.instances('b').length, 2);
      stack.succeeds('c', 'b-1');
      assert.equal(stack.verdict('c'), 'settled');
      assert.equal(stack.instances('b').length, 1);

      stack = new Story();
      stack.put(goal);
      stack.succeeds('b');
      stack.put([resource('b', VOLUME)]);
      takes('b-1');
    });

    it('is not what an aborted run names that nobody waits for', () => {
      stack.put([resource('a', SERVER)]);
      const zombie = stack.job('a');
      stack.lose(zombie);
      stack.succeeds('a', 'a-2');
      stack.report(zombie, { outcome: 'aborted', physicalId: 'a-1' });
      mustBeQuiet(stack.snapshot);
    });

    it('is not taken by a run that is over: neither from another resource nor from its successor (R8)', () => {
      stack.put([resource('a', SERVER), resource('c', SERVER)]);
      const zombies = [stack.job('a'), stack.job('c')];
      for (const zombie of zombies) stack.lose(zombie);
      stack.fails('a');
      stack.put([resource('a', SERVER), resource('c', SERVER)]);
      stack.report(
        stack.jobs.find(({ action, name }) => action === 'create' && name === 'a')!,
        {
          outcome: 'succeeded',
          physicalId: 'the-file',
          observation: ready(),
        },
      );
      assert.equal(stack.verdict('a'), 'settled');
      const [former, live] = stack.instances('a');
      for (const zombie of [...zombies, { ...zombies[0]!, ordinal: 99 }])
        assert.equal(stack.report(zombie, { outcome: 'succeeded', physicalId: 'the-file' }), 'stale');
      assert.equal(live?.physicalId, 'the-file');
      assert.equal(former?.physicalId, '');
      assert.equal(stack.job('c').physicalId, '');
      assert.equal(stack.verdict('a'), 'settled');
      assert.equal(stack.snapshot.instances.size, 3);
    });

    it('is nobody’s once it is deleted: made again by a run that is over, it is deleted again (R8)', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER)]);
      const zombie = stack.job('a');
      stack.lose(zombie);
      stack.succeeds('a');
      stack.put([resource('b', SERVER)]);
      stack.succeeds('a', '', null);
      assert.equal(stack.snapshot.byPhysicalId.size, 0);
      stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-1' });
      assert.deepEqual(stack.actions, ['create b', 'delete a']);
    });

    it('is not a value of the engine: what a run that is over says of one is nothing to delete (R8, R9)', () => {
      stack.put([resource('a', VALUE)]);
      const zombie = stack.job('a');
      stack.lose(zombie);
      stack.succeeds('a');
      stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-2' });
      mustBeQuiet(stack.snapshot);
      stack = new Story();
      stack.put([resource('a', VALUE)]);
      stack.lose(stack.job('a'));
      stack.fails('a');
      stack.delete();
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'DELETE_COMPLETE');
    });

    it('is not named by a checkpoint of one that may not have it', () => {
      stack.put([resource('a', SERVER), resource('c', SERVER)]);
      stack.succeeds('a', 'the-file');
      stack.checkpoint(stack.job('c'), '', 'the-file');
      assert.equal(stack.only('c').physicalId, '');
      assert.equal(stack.only('a').physicalId, 'the-file');
      stack.succeeds('c', 'c-1');
    });

    it('is not a value that lives in the engine: two may have the same name', () => {
      stack.put([resource('a', VALUE), resource('b', VALUE)]);
      stack.succeeds('a', 'same');
      stack.succeeds('b', 'same');
      assert.equal(stack.status, 'CREATE_COMPLETE');
    });
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

  describe('a delete', () => {
    it('that is tried again waits for a create that may name the same thing', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a', 'the-file');
      stack.put([]);
      stack.fails('a', 'transient');
      stack.put([resource('a', SERVER)]);
      stack.ring(stack.instances('a')[0]!);
      assert.deepEqual(stack.actions, ['create a']);
      stack.succeeds('a', 'the-file');
      assert.equal(stack.instances('a').length, 1);
      mustBeQuiet(stack.snapshot);
    });

    it('goes on when that has named another one', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a');
      stack.put([]);
      stack.fails('a', 'transient');
      stack.put([resource('a', SERVER)]);
      stack.ring(stack.instances('a')[0]!);
      stack.checkpoint(stack.job('a'), '', 'a-2');
      assert.deepEqual(stack.actions, ['create a', 'delete a']);
    });

    it('of what was replaced need not wait for what a user asks of its successor', () => {
      const goal = (zone: string) => [
        resource('a', MACHINE, { zone }),
        resource('b', SERVER, { on: ref('a') }),
      ];
      stack.put(goal('x'));
      stack.succeeds('a');
      stack.succeeds('b');
      stack.put(goal('y'));
      stack.succeeds('a', 'a-2');
      stack.ask({ requests: [stack.request('check', 'a')] }, 'CHECK');
      assert.deepEqual(stack.actions, ['check a', 'update b']);
      stack.succeeds('b');
      assert.deepEqual(stack.actions, ['check a', 'delete a']);
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
