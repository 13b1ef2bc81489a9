import assert from 'node:assert/strict';
import { expired } from '../../services/engine/core/facts/expired.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { MACHINE, SERVER, resource } from './types.js';

describe('the rules of the core: what is waited for by the clock (R12)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  describe('a handler that wants to be run again', () => {
    const again = (name: string, againMs = 5_000) => {
      stack.report(stack.job(name), { outcome: 'again', againMs, error: 'not yet' });
    };

    it('is run again after just that time, and that was no attempt', () => {
      stack.put([resource('a', SERVER)]);
      for (let n = 0; n < 9; n += 1) {
        again('a');
        assert.deepEqual(stack.actions, []);
        assert.equal(stack.verdict('a'), 'again');
        assert.equal(stack.status, 'CREATE_IN_PROGRESS');
        assert.equal(stack.duration(stack.only('a')), 5_000);
        assert.match(stack.why('a'), /^create is under way and waits: not yet; run again at /);
        stack.restore();
        assert.deepEqual(stack.actions, []);
        stack.ring(stack.only('a'));
        assert.equal(stack.only('a').job?.attempt, 1);
      }
      stack.succeeds('a');
      assert.equal(stack.status, 'CREATE_COMPLETE');
      assert.deepEqual(stack.failures, []);
    });

    it('keeps what it saved, and the tries that failed before', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 2 })]);
      stack.fails('a', 'transient');
      stack.ring(stack.only('a'));
      stack.checkpoint(stack.job('a'), '"until noon"');
      again('a');
      stack.ring(stack.only('a'));
      assert.deepEqual(stack.actions, ['update a'], 'at once, and not after another back-off');
      assert.deepEqual([stack.only('a').job?.attempt, stack.only('a').checkpoint], [2, '"until noon"']);
    });

    it('is not waited for by another goal, nor by a new try', () => {
      const goal = [resource('a', SERVER, { size: 1 })];
      stack.put(goal);
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 2 })]);
      again('a');
      stack.put([resource('a', SERVER, { size: 2 })]);
      assert.deepEqual(stack.actions, ['update a']);
      again('a');
      stack.put([resource('a', SERVER, { size: 3 })]);
      assert.equal(stack.job('a').goal, '{"size":3}');
    });

    it('holds up what stands on it, and its own delete', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      again('a');
      assert.equal(stack.why('b'), 'needs a');
      stack.ring(stack.only('a'));
      stack.succeeds('a');
      stack.succeeds('b');
      stack.delete();
      again('b');
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.only('b').verdict, 'again');
      stack.ring(stack.only('b'));
      assert.deepEqual(stack.actions, ['delete b']);
    });
  });

  describe('a job that takes longer than it may', () => {
    it('has failed for all who look, is asked to stop, and is in flight until it does', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      const job = stack.job('a');
      stack.overdue(job);
      assert.equal(stack.status, 'CREATE_FAILED');
      assert.deepEqual(stack.jobs, [job]);
      assert.ok(stack.isCancelled('a'));
      assert.match(stack.why('a'), /it takes longer than it may, and its handler has not stopped yet/);
      assert.deepEqual(
        stack.failures.map(({ kind, name }) => `${kind} ${name}`),
        ['overdue a'],
      );
      assert.equal(stack.only('a').status, 'FAILED');
    });

    it('keeps its thing: under a new goal nothing else is begun on it, but beside it', () => {
      stack.put([resource('a', SERVER, { size: 1 }), resource('b', SERVER)]);
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 2 }), resource('b', SERVER)]);
      stack.succeeds('b');
      stack.overdue(stack.job('a'));
      stack.put([resource('a', SERVER, { size: 2 }), resource('c', SERVER)]);
      assert.deepEqual(stack.actions, ['create c', 'delete b', 'update a']);
      assert.equal(stack.verdict('a'), 'held', 'that failure was of the goal before');
      assert.ok(stack.isCancelled('a'));
      stack.succeeds('b', '', null);
      stack.succeeds('c');
      assert.equal(stack.status, 'UPDATE_IN_PROGRESS');
      stack.report(stack.job('a'), { outcome: 'aborted' });
      assert.deepEqual(stack.actions, ['update a'], 'it is tried anew');
    });

    it('has failed when it stopped, and holds under its goal', () => {
      stack.put([resource('a', SERVER)]);
      stack.overdue(stack.job('a'));
      stack.report(stack.job('a'), { outcome: 'aborted' });
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.only('a').failure?.kind, 'overdue');
      assert.equal(stack.status, 'CREATE_FAILED');
      stack.ask({ requests: [stack.request('check')] }, 'CHECK');
      assert.deepEqual(stack.actions, []);
      stack.put([resource('a', SERVER)]);
      assert.equal(stack.job('a').ordinal, 2);
    });

    it('has failed so as well when it ends badly, or its worker is lost', () => {
      for (const end of [
        () => stack.fails('a', 'transient'),
        () => stack.fails('a', 'permanent'),
        () => {
          stack.lose(stack.job('a'));
        },
      ]) {
        stack = new Story();
        stack.put([resource('a', SERVER)]);
        stack.overdue(stack.job('a'));
        end();
        assert.equal(stack.only('a').failure?.kind, 'overdue');
        assert.equal(stack.only('a').losses, 0);
        assert.equal(stack.status, 'CREATE_FAILED');
      }
    });

    it('is well when it succeeds after all: what it did is known and used', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      stack.overdue(stack.job('a'));
      stack.succeeds('a');
      assert.equal(stack.verdict('a'), 'settled');
      assert.deepEqual(stack.actions, ['create b']);
      stack.succeeds('b');
      assert.equal(stack.status, 'CREATE_COMPLETE');
      mustBeQuiet(stack.snapshot);
    });

    it('is told once, and only of the run that is in flight', () => {
      stack.put([resource('a', SERVER)]);
      const first = stack.job('a');
      stack.lose(first);
      stack.overdue(first);
      assert.equal(stack.status, 'CREATE_IN_PROGRESS');
      const told = stack.events.length;
      stack.overdue(stack.job('a'));
      stack.overdue(stack.job('a'));
      assert.deepEqual(
        stack.events.slice(told).map(({ name, status }) => `${name} ${status}`),
        ['a FAILED', 's FAILED'],
      );
    });

    it('fails a delete as well; forced, what its handler does not stop is left behind', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      stack.succeeds('a');
      stack.succeeds('b');
      stack.delete();
      stack.overdue(stack.job('b'));
      assert.equal(stack.status, 'DELETE_FAILED');
      assert.deepEqual(stack.actions, ['delete b']);
      assert.ok(stack.isCancelled('b'));
      stack.put([], 'DELETE', { forced: true });
      assert.equal(stack.instances('b').length, 0);
      assert.match(
        stack.events.findLast(({ name }) => name === 'b')?.reason ?? '',
        /b-1 is given up and left behind: its handler does not stop/,
      );
      stack.overdue(stack.job('a'));
      assert.ok(stack.isCancelled('a'));
      assert.equal(stack.status, 'DELETE_COMPLETE');
    });

    it('of what a user asked for fails that; its resource is settled meanwhile', () => {
      stack.put([resource('a', MACHINE)]);
      stack.succeeds('a');
      stack.ask({ requests: [stack.request('snapshot')] }, 'SNAPSHOT');
      stack.overdue(stack.job('a'));
      assert.equal(stack.status, 'SNAPSHOT_FAILED');
      assert.equal(stack.resource('a').done, true);
      stack.report(stack.job('a'), { outcome: 'aborted' });
      assert.equal(stack.status, 'SNAPSHOT_FAILED');
      assert.deepEqual(stack.actions, []);
    });
  });

  describe('the time of a stack that is over', () => {
    it('cancels what is under way and begins nothing more, until a goal comes', () => {
      const goal = [resource('a', SERVER), resource('b', SERVER, {}, ['a']), resource('c', SERVER)];
      stack.put(goal);
      stack.expire();
      assert.equal(stack.status, 'CREATE_FAILED');
      assert.ok(stack.isCancelled('a'));
      assert.ok(stack.isCancelled('c'));
      stack.succeeds('a');
      stack.report(stack.job('c'), { outcome: 'aborted' });
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('a'), 'settled', 'what came about is known');
      assert.equal(stack.only('c').status, 'FAILED');
      assert.equal(stack.only('c').reason, 'CREATE stopped: the time for it is over');
      assert.equal(stack.verdict('b'), 'halted');
      assert.equal(
        stack.why('b'),
        'the time for the CREATE is over; it is not tried again until the stack is updated',
      );
      stack.put(goal);
      assert.deepEqual(stack.actions, ['create b', 'create c']);
      stack.succeeds('b');
      stack.succeeds('c');
      assert.equal(stack.status, 'UPDATE_COMPLETE');
    });

    it('deletes nothing more either, and lets a delete in flight end', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      stack.succeeds('a');
      stack.succeeds('b');
      stack.delete();
      stack.expire();
      assert.equal(stack.isCancelled('b'), false);
      stack.succeeds('b', '', null);
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'DELETE_FAILED');
      assert.equal(stack.only('a').verdict, 'halted');
      assert.match(stack.why('a'), /a-1 was to be deleted, and that was cancelled or is out of time/);
    });

    it('is well when what was in flight reaches the goal all the same', () => {
      stack.put([resource('a', SERVER)]);
      stack.expire();
      stack.succeeds('a');
      assert.equal(stack.status, 'CREATE_COMPLETE');
      stack.look(stack.only('a'), seen('absent'));
      stack.look(stack.only('a'), seen('absent'));
      assert.deepEqual(stack.actions, ['create a'], 'and is looked after from then on');
    });

    it('says nothing of a goal that was reached before, nor of the one that came meanwhile', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a');
      stack.expire();
      assert.equal(stack.status, 'CREATE_COMPLETE');
      assert.equal(stack.snapshot.expired, false);
      expired(stack.snapshot, stack.resident.changes, 1);
      assert.equal(stack.resident.changes.touched.size, 0, 'and has nothing looked at');
      stack.put([resource('a', SERVER, { size: 2 })]);
      stack.put([resource('a', SERVER, { size: 2 }), resource('b', SERVER)]);
      stack.expireOf(2);
      assert.equal(stack.snapshot.expired, false);
      assert.equal(stack.isCancelled('a'), false);
    });

    it('is over for a request that was done all the same: what is made later does it too', () => {
      stack.put([resource('a', MACHINE, { size: 1 })]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.ask({ requests: [stack.request('snapshot')] }, 'SNAPSHOT');
      stack.expire();
      stack.succeeds('a', 'a-1', null);
      assert.equal(stack.status, 'SNAPSHOT_COMPLETE');
      stack.look(stack.only('a'), seen('absent'));
      stack.look(stack.only('a'), seen('absent'));
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      assert.deepEqual(stack.actions, ['delete a', 'snapshot a']);
    });

    it('of a request ends that request alone: things are repaired all the same', () => {
      stack.put([resource('a', MACHINE, { size: 1 }), resource('b', MACHINE, {}, ['a'])]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.succeeds('b');
      stack.ask({ requests: [stack.request('snapshot')] }, 'SNAPSHOT');
      assert.deepEqual(stack.actions, ['snapshot a']);
      stack.expire();
      assert.ok(stack.isCancelled('a'));
      stack.succeeds('a', 'a-1', null);
      assert.equal(stack.verdict('b'), 'halted');
      assert.equal(stack.status, 'SNAPSHOT_FAILED');
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.deepEqual(stack.actions, ['update a']);
      assert.equal(stack.isCancelled('a'), false);
    });
  });

  describe('what stays pending', () => {
    it('may do so as long as its handler says, else as long as the engine does', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER)]);
      stack.report(stack.job('a'), {
        outcome: 'succeeded',
        physicalId: 'a-1',
        observation: seen('pending'),
        pendingTimeoutMs: 7_000,
      });
      stack.succeeds('b', 'b-1', null);
      assert.equal(stack.duration(stack.only('a')), 7_000);
      assert.equal(stack.duration(stack.only('b')), 600_000);
      assert.match(stack.why('b'), /b-1 was not looked at yet/);
      assert.match(stack.why('a'), /a-1 is not ready yet/);
    });

    it('has failed then, with what was seen last; what was seen otherwise meanwhile has not', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER)]);
      stack.succeeds('a', 'a-1', { ...seen('pending'), reason: 'it boots' });
      stack.succeeds('b', 'b-1', seen('pending'));
      stack.look(stack.only('b'), seen('broken'));
      stack.ring(stack.only('a'));
      stack.ring(stack.only('b'));
      assert.equal(stack.only('a').failure?.cause, 'it did not become ready in time: it boots');
      assert.equal(stack.only('b').failure, null);
      assert.equal(stack.failures.length, 1);
    });

    it('of an update has failed as an update', () => {
      stack.put([resource('a', SERVER, { size: 1 })]);
      stack.succeeds('a');
      stack.put([resource('a', SERVER, { size: 2 })]);
      stack.succeeds('a', 'a-1', seen('pending'));
      stack.ring(stack.only('a'));
      assert.equal(stack.only('a').failure?.action, 'update');
      assert.equal(stack.status, 'UPDATE_FAILED');
    });
  });

  it('a timer rings once, and not when it was set anew or cleared', () => {
    stack.put([resource('a', SERVER)]);
    stack.fails('a', 'transient');
    const instance = stack.only('a');
    const { dueMs } = instance.timer!;
    stack.rings(instance, dueMs + 1);
    assert.deepEqual(stack.actions, []);
    stack.ring(instance);
    stack.rings(instance, dueMs);
    assert.deepEqual(stack.actions, ['create a']);
    stack.succeeds('a', 'a-1', seen('pending'));
    stack.ring(stack.only('a'));
    stack.ring(stack.only('a'));
    assert.equal(stack.failures.filter(({ kind }) => kind === 'timeout').length, 1);
  });
});
