import assert from 'node:assert/strict';
import { Changes } from '../../services/engine/core/changes.js';
import { observed } from '../../services/engine/core/facts/observed.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready } from './story.js';
import { MACHINE, SERVER, attr, ref, resource } from './types.js';

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
});
