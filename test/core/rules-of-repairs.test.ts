import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { SERVER, VOLUME, PROBE, MACHINE, attr, resource, left } from './types.js';

describe('the rules of the core: what is seen, and repairs that do not hold (R13, R14)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  it('a value that changes by itself all the time is no reason to replace what is only to be updated', () => {
    const goal = (size: number) => [
      resource('a', SERVER, { size: 1 }),
      resource('b', SERVER, { size, zone: attr('a', 'pid') }),
    ];
    stack.makesAndSees(goal(1));
    stack.look(stack.only('a'), ready({ size: 1 }, 'here', 2));
    assert.deepEqual(stack.actions, []);
    stack.put(goal(2));
    assert.deepEqual(stack.actions, ['update b']);
    assert.deepEqual(stack.only('b').job?.changes, ['size']);
  });

  describe('what is seen', () => {
    it('is compared with what was seen right after applying, by value and not by the order of keys (R14)', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a', 'a-1', ready({ size: { x: [1, { y: null }], z: 1 }, on: 'as read back' }));
      stack.look(stack.only('a'), ready({ on: 'as read back', size: { z: 1, x: [1, { y: null }] } }));
      mustBeQuiet(stack.snapshot);
      stack.look(stack.only('a'), ready({ size: { z: 1, x: [1, { y: null }, 2] } }));
      assert.deepEqual(stack.actions, ['update a']);
      stack = new Story();
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a', 'a-1', ready({ size: [1, { y: null }] }));
      stack.look(stack.only('a'), ready({ size: [1, { y: 0 }] }));
      assert.deepEqual(stack.actions, ['update a']);
    });

    it('for the first time is as it was applied, and compared with from then on (R14)', () => {
      stack.makesAndSees([
        left('report', 'a', SERVER, { size: 1 }),
        resource('b', SERVER, { on: attr('a', 'address') }),
      ]);
      stack.look(stack.only('a'), ready({ size: 1, on: 'as read back' }, 'there'));
      assert.deepEqual(stack.actions, ['update b'], 'it is no drift, so its attributes are taken');
      stack.look(stack.only('a'), ready({ size: 1, on: 'otherwise' }, 'there'));
      assert.equal(stack.why('a'), 'a-1 is not as applied any more: on');
    });

    it('after an update is what is compared with from then on', () => {
      stack.makesAndSees([resource('a', SERVER, { size: 1 })]);
      stack.put([resource('a', SERVER, { size: 5 })]);
      stack.succeeds('a', 'a-1', null);
      stack.look(stack.only('a'), ready({ size: '5 GiB' }));
      stack.look(stack.only('a'), ready({ size: '5 GiB' }));
      mustBeQuiet(stack.snapshot);
    });

    it('of two things at once is repaired at once; of one on another, in order', () => {
      stack.makesAndSees([
        resource('a', SERVER, { size: 1 }),
        resource('b', SERVER, { size: 1, on: attr('a', 'address') }),
        resource('c', SERVER, { size: 1 }),
      ]);
      stack.drifts('b');
      stack.drifts('c');
      stack.drifts('a', 'there');
      assert.deepEqual(stack.actions, ['update a', 'update b', 'update c'], 'b was begun before a was seen');
      stack.succeeds('b', 'b-1', ready({ size: 1 }));
      assert.equal(stack.verdict('b'), 'needs');
      stack.succeeds('a', 'a-1', ready({ size: 1 }, 'there'));
      assert.deepEqual(stack.actions, ['update b', 'update c'], 'with the attributes of the repaired one');
    });

    it('a broken one that is expected to mend itself is waited for, whatever the policy', () => {
      stack.makesAndSees([left('ignore', 'a', PROBE, { size: 1 })]);
      stack.turns('a', 'broken');
      assert.equal(stack.verdict('a'), 'broken');
      assert.match(stack.why('a'), /a-1 is broken and is expected to mend itself/);
      stack.look(stack.only('a'), ready({ size: 1 }));
      mustBeQuiet(stack.snapshot);
    });

    it('under a goal that wants it otherwise, a broken one that mends itself is updated', () => {
      stack.makesAndSees([resource('a', PROBE, { size: 1 })]);
      stack.turns('a', 'broken');
      stack.put([resource('a', PROBE, { size: 2 })]);
      assert.deepEqual(stack.actions, ['update a']);
    });

    it('gone twice and then back counts as well again, before another one is made', () => {
      stack.makesAndSees([resource('a', SERVER, { size: 1 })]);
      stack.look(stack.only('a'), seen('absent'));
      assert.match(stack.why('a'), /a-1 was seen absent and is looked at once more/);
      stack.look(stack.only('a'), ready({ size: 1 }));
      stack.look(stack.only('a'), seen('absent'));
      assert.deepEqual(stack.actions, [], 'two looks in a row are wanted');
      stack.look(stack.only('a'), seen('broken'));
      assert.deepEqual(stack.actions, [], 'that say the same');
      stack.look(stack.only('a'), seen('broken'));
      assert.deepEqual(stack.actions, ['create a']);
    });
  });

  describe('a repair that does not hold', () => {
    it('is put off, each time longer, up to the time after which any repair is tried again', () => {
      stack.makesAndSees([resource('a', SERVER, { size: 1 })]);
      const waits: (number | undefined)[] = [];
      for (let n = 0; n < 12; n += 1) {
        stack.drifts('a');
        if (n > 0) {
          assert.deepEqual(stack.actions, []);
          assert.equal(stack.verdict('a'), 'unstable');
          assert.equal(stack.convergence, 'drifted');
          waits.push(stack.duration(stack.only('a')));
          stack.ring(stack.only('a'));
        }
        assert.deepEqual(stack.actions, ['update a']);
        stack.succeeds('a', 'a-1', ready({ size: 1 }));
      }
      assert.deepEqual(waits.slice(0, 5), [1_000, 2_000, 4_000, 8_000, 16_000]);
      assert.equal(waits.at(-1), 300_000);
    });

    it('says how often it was in vain, and when it is tried again', () => {
      stack.makesAndSees([resource('a', SERVER, { size: 1 })]);
      stack.drifts('a');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.drifts('a');
      assert.match(
        stack.why('a'),
        /a-1 is not as applied any more: size; its last repair did not hold; repaired at 20/,
      );
      stack.ring(stack.only('a'));
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.drifts('a');
      assert.match(stack.why('a'), /its last 2 repairs did not hold/);
    });

    it('counts anew once it has held for long enough', () => {
      stack.makesAndSees([resource('a', SERVER, { size: 1 })]);
      stack.drifts('a');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      const instance = stack.only('a');
      assert.equal(instance.timer?.purpose, 'hold');
      assert.equal(stack.duration(instance), 600_000);
      const { timer } = instance;
      stack.look(instance, ready({ size: 1 }, 'there'));
      assert.equal(instance.timer, timer, 'a look does not begin it anew');
      stack.ring(instance);
      assert.equal(instance.repairs, 0);
      assert.equal(instance.timer, null);
      stack.drifts('a');
      assert.deepEqual(stack.actions, ['update a'], 'at once');
    });

    it('counts over the things that were made anew', () => {
      stack.makesAndSees([resource('a', VOLUME, { size: 1 })]);
      stack.drifts('a');
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      stack.succeeds('a', '', null);
      assert.equal(stack.only('a').repairs, 1);
      stack.drifts('a');
      assert.equal(stack.verdict('a'), 'unstable');
      stack.ring(stack.only('a'));
      stack.succeeds('a', 'a-3', ready({ size: 1 }));
      assert.equal(stack.instances('a').at(-1)?.repairs, 2);
    });

    it('also of a try that failed; not of things that never were ready', () => {
      stack.makesAndSees([resource('a', SERVER)]);
      stack.turns('a', 'absent');
      stack.fails('a', 'transient');
      stack.ring(stack.instances('a')[1]!);
      stack.succeeds('a', 'a-2', seen('broken'));
      assert.equal(stack.instances('a')[1]?.repairs, 1);
      stack = new Story();
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a', 'a-1', seen('broken'));
      stack.look(stack.only('a'), seen('broken'));
      stack.succeeds('a', 'a-2');
      assert.equal(stack.instances('a')[1]?.repairs, 0);
    });

    it('also of things that are gone again and again', () => {
      stack.makesAndSees([resource('a', SERVER)]);
      stack.turns('a', 'absent');
      stack.succeeds('a', 'a-2');
      stack.succeeds('a', '', null);
      stack.turns('a', 'absent');
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('a'), 'unstable');
      assert.match(stack.why('a'), /a-2 is absent; its last repair did not hold/);
      stack.ring(stack.only('a'));
      stack.succeeds('a', 'a-3');
      assert.equal(stack.instances('a').at(-1)?.repairs, 2);
    });

    it('does not count what a goal asked for', () => {
      stack.makesAndSees([resource('a', SERVER, { size: 1, zone: 'x' })]);
      for (const size of [2, 3, 4]) {
        stack.put([resource('a', SERVER, { size, zone: 'x' })]);
        assert.deepEqual(stack.actions, ['update a']);
        stack.succeeds('a', 'a-1', ready({ size: 1 }));
      }
      assert.equal(stack.only('a').repairs, 0);
      stack.put([resource('a', SERVER, { size: 1, zone: 'y' })]);
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      stack.succeeds('a', '', null);
      assert.equal(stack.only('a').repairs, 0);
    });

    it('waits for no goal: what is wanted otherwise is done at once', () => {
      stack.makesAndSees([resource('a', SERVER, { size: 1 })]);
      stack.drifts('a');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.drifts('a');
      assert.equal(stack.verdict('a'), 'unstable');
      stack.put([resource('a', SERVER, { size: 5 })]);
      assert.deepEqual(stack.actions, ['update a']);
    });

    it('is not watched where its drift is left', () => {
      stack.makesAndSees([resource('a', MACHINE, { size: 1 })]);
      stack.drifts('a');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.drifts('a');
      stack.ask({ drift: 'report' });
      assert.equal(stack.verdict('a'), 'drifted');
      assert.notEqual(stack.only('a').timer?.purpose, 'hold');
    });
  });
});
