import assert from 'node:assert/strict';
import type { DriftPolicy } from '../../lib/drift-policy.js';
import type { GoalResource } from '../../lib/hot/values.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { MACHINE, PROBE, SERVER, VOLUME, attr, ref, resource, testRules } from './types.js';

describe('the rules of the core: drift under its policy (R13)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  /** Made, and seen right after with what it was made of. */
  const made = (goal: readonly GoalResource[], modes = {}) => {
    stack.put(goal, undefined, modes);
    for (let job = stack.jobs[0]; job; job = stack.jobs[0])
      stack.succeeds(job.name, job.physicalId || `${job.name}-1`, ready({ size: 1 }));
    assert.match(stack.status, /_COMPLETE$/);
    mustBeQuiet(stack.snapshot);
  };
  const left = (drift: DriftPolicy, ...more: Parameters<typeof resource>): GoalResource => ({
    ...resource(...more),
    drift,
  });
  const drifts = (name: string, address = 'here') =>
    stack.look(stack.instances(name).at(-1)!, ready({ size: 2 }, address));

  describe('the policy', () => {
    it('of a resource comes before that of the stack, and that before the engine’s', () => {
      const cases: readonly [DriftPolicy | undefined, DriftPolicy | null, DriftPolicy, string][] = [
        [undefined, null, 'repair', 'held'],
        [undefined, null, 'report', 'drifted'],
        [undefined, 'ignore', 'report', 'settled'],
        ['repair', 'ignore', 'report', 'held'],
        ['report', 'repair', 'repair', 'drifted'],
        ['ignore', 'repair', 'repair', 'settled'],
      ];
      for (const [own, stacks, engines, verdict] of cases) {
        stack = new Story({ ...testRules, drift: engines });
        const goal = resource('a', SERVER, { size: 1 });
        made([own ? { ...goal, drift: own } : goal], { drift: stacks });
        drifts('a');
        assert.equal(stack.verdict('a'), verdict, `${String(own)}, ${String(stacks)}, ${engines}`);
      }
    });

    it('`repair` puts it right: in place where that can be, else with another one', () => {
      made([resource('a', SERVER, { size: 1 }), resource('b', VOLUME, { size: 1 })]);
      drifts('a');
      drifts('b');
      assert.deepEqual(stack.actions, ['create b', 'update a']);
      assert.equal(stack.status, 'CREATE_COMPLETE');
      assert.equal(stack.convergence, 'repairing');
      assert.deepEqual(stack.only('a').job?.changes, ['size']);
    });

    it('`report` leaves it as it is and says so; `ignore` says nothing', () => {
      made([
        left('report', 'a', SERVER, { size: 1 }),
        left('ignore', 'b', SERVER, { size: 1 }),
        resource('c', SERVER, { on: ref('a'), size: 1 }),
      ]);
      drifts('a');
      drifts('b');
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.convergence, 'drifted');
      assert.equal(stack.status, 'CREATE_COMPLETE');
      assert.deepEqual(
        [stack.verdict('a'), stack.verdict('b'), stack.verdict('c')],
        ['drifted', 'settled', 'settled'],
      );
      assert.equal(stack.why('a'), 'a-1 is not as applied any more: size');
      assert.equal(stack.explained('a')?.state, 'drifted');
    });

    it('a check that finds something drifted that is left so has failed', () => {
      made([left('report', 'a', SERVER, { size: 1 })]);
      stack.ask({ requests: [stack.request('check')] }, 'CHECK');
      assert.deepEqual(stack.actions, ['check a']);
      stack.report(stack.job('a'), {
        outcome: 'succeeded',
        physicalId: 'a-1',
        observation: ready({ size: 2 }),
      });
      assert.equal(stack.status, 'CHECK_FAILED');
      assert.equal(stack.convergence, 'drifted');
      assert.equal(stack.only('a').reason, 'not as applied any more: size');
    });

    it('may change, and what had drifted is put right then', () => {
      made([resource('a', SERVER, { size: 1 })], { drift: 'report' });
      drifts('a');
      assert.deepEqual(stack.actions, []);
      stack.ask({ drift: 'repair' });
      assert.deepEqual(stack.actions, ['update a']);
    });

    it('what is right again by itself is no drift any more', () => {
      made([left('report', 'a', SERVER, { size: 1 })]);
      drifts('a');
      assert.equal(stack.only('a').status, 'FAILED');
      stack.look(stack.only('a'), ready({ size: 1 }));
      assert.equal(stack.convergence, 'converged');
      assert.equal(stack.only('a').status, 'COMPLETE');
    });

    it('each drift is told once', () => {
      made([left('report', 'a', SERVER, { size: 1 })]);
      const told = stack.events.length;
      drifts('a');
      drifts('a');
      stack.look(stack.only('a'), ready({ size: 3 }));
      assert.deepEqual(
        stack.events.slice(told).map(({ reason }) => reason),
        ['not as applied any more: size'],
      );
    });

    it('what is ignored is not told', () => {
      made([left('ignore', 'a', SERVER, { size: 1 })]);
      const told = stack.events.length;
      drifts('a');
      stack.turns('a', 'absent');
      assert.equal(stack.events.length, told);
    });
  });

  describe('what is left as it is', () => {
    it('keeps the attributes with which it was settled; what is repaired has the new ones', () => {
      for (const [policy, actions] of [
        ['report', []],
        ['ignore', []],
        ['repair', ['update a', 'update b']],
      ] as const) {
        stack = new Story();
        made([left(policy, 'a', SERVER, { size: 1 }), resource('b', SERVER, { on: attr('a', 'address') })]);
        drifts('a', 'there');
        const { address } = stack.only('a').attributes;
        assert.equal(address, policy === 'repair' ? 'there' : 'here');
        if (policy === 'repair') stack.succeeds('a', 'a-1', ready({ size: 1 }, 'there'));
        assert.deepEqual(stack.actions, actions.slice(-1));
      }
    });

    it('an attribute that changes without any drift is taken, whatever the policy', () => {
      made([left('report', 'a', SERVER, { size: 1 }), resource('b', SERVER, { on: attr('a', 'address') })]);
      stack.look(stack.only('a'), ready({ size: 1 }, 'there'));
      assert.deepEqual(stack.actions, ['update b']);
    });

    it('gone or broken it is left as well, as long as nothing has to be built on it', () => {
      made([
        left('report', 'a', SERVER, { size: 1 }),
        left('ignore', 'b', SERVER, { size: 1 }),
        resource('c', SERVER, { size: 1 }, ['a']),
      ]);
      stack.turns('a', 'absent', stack.only('a'));
      stack.turns('b', 'broken', stack.only('b'));
      assert.deepEqual(stack.actions, []);
      assert.deepEqual([stack.verdict('a'), stack.verdict('b')], ['drifted', 'settled']);
      assert.equal(stack.why('a'), 'a-1 is absent');
    });

    it('is repaired once something has to be built on it', () => {
      const goal = [left('report', 'a', SERVER, { size: 1 }), resource('b', SERVER, { size: 1 }, ['a'])];
      made(goal);
      stack.turns('a', 'absent', stack.only('a'));
      assert.deepEqual(stack.actions, []);
      stack.look(stack.only('b'), ready({ size: 2 }));
      assert.deepEqual(stack.actions, ['create a'], 'b is to be updated, and must not be on nothing');
      assert.equal(stack.why('b'), 'needs a');
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      assert.deepEqual(stack.actions, ['update b'], 'and then the gone one is cleaned up');
      stack.succeeds('b', 'b-1', ready({ size: 1 }));
      assert.deepEqual(stack.actions, ['delete a']);
      stack.succeeds('a', '', null);
      mustBeQuiet(stack.snapshot);
      stack.turns('a', 'absent');
      assert.equal(stack.verdict('a'), 'drifted', 'nothing has to be built on it any more');
    });

    it('whose dependants are made new by a goal is repaired, too', () => {
      const a = left('ignore', 'a', SERVER, { size: 1 });
      made([a]);
      stack.turns('a', 'absent', stack.only('a'));
      stack.put([a, resource('b', SERVER, { on: ref('a') })]);
      assert.deepEqual(stack.actions, ['create a']);
      stack.succeeds('a', 'a-2');
      assert.equal(stack.jobs.find(({ name }) => name === 'b')?.goal, '{"on":"a-2"}');
    });

    it('has been told from one that a goal wants otherwise: that cannot be had of a thing that is not there', () => {
      made([left('report', 'a', SERVER, { size: 1 })]);
      stack.turns('a', 'absent', stack.only('a'));
      stack.put([left('report', 'a', SERVER, { size: 1 })]);
      assert.deepEqual(stack.actions, [], 'the same is left');
      stack.put([left('report', 'a', SERVER, { size: 2 })]);
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('a thing that was never ready is not left: it is made anew', () => {
      stack.put([left('ignore', 'a', SERVER, { size: 1 })]);
      stack.succeeds('a', 'a-1', seen('broken'));
      stack.look(stack.only('a'), seen('broken'));
      assert.deepEqual(stack.actions, ['create a']);
    });
  });

  describe('a change that no goal asked for', () => {
    it('updates what can change in place, and leaves what would have to be replaced', () => {
      made([
        resource('a', SERVER, { size: 1 }),
        resource('b', SERVER, { on: ref('a') }),
        resource('c', SERVER, { zone: ref('a') }),
        resource('d', SERVER, { on: ref('c') }),
      ]);
      stack.turns('a', 'absent');
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      assert.deepEqual(stack.actions, ['update b']);
      assert.equal(stack.verdict('c'), 'drifted');
      assert.match(
        stack.why('c'),
        /what c-1 refers to has changed since it was made, and no goal asked for that/,
      );
      assert.equal(stack.verdict('d'), 'settled');
    });

    it('keeps what it was built on as long as it is left so, and lets it go when a goal brings it in line', () => {
      const goal = [resource('a', SERVER, { size: 1 }), resource('c', SERVER, { zone: ref('a') })];
      made(goal);
      stack.turns('a', 'broken');
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      assert.deepEqual(stack.actions, [], 'a-1 stays under c');
      assert.equal(stack.instances('a')[0]?.verdict, 'recorders');
      assert.deepEqual(
        stack.only('c').requires.map(({ physicalId }) => physicalId),
        ['a-1', 'a-2'],
      );
      assert.equal(stack.convergence, 'drifted');
      assert.equal(stack.status, 'CREATE_COMPLETE');
      stack.ask({ requests: [stack.request('check', 'c')] }, 'CHECK');
      stack.succeeds('c', 'c-1', null);
      assert.equal(stack.status, 'CHECK_FAILED', 'what stays under it is nothing to wait for');
      stack.put(goal, 'UPDATE', { requests: [] });
      assert.deepEqual(stack.actions, ['create c']);
      stack.succeeds('c', 'c-2', ready({ size: 1 }));
      assert.deepEqual(stack.actions, ['delete c']);
      stack.succeeds('c', '', null);
      assert.deepEqual(stack.actions, ['delete a']);
      stack.succeeds('a', '', null);
      mustBeQuiet(stack.snapshot);
    });

    it('what is left so is looked after as what it is: its own drift is put right', () => {
      made([resource('a', SERVER, { size: 1 }), resource('c', SERVER, { zone: ref('a'), size: 1 })]);
      stack.turns('a', 'broken');
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      assert.equal(stack.verdict('c'), 'drifted');
      drifts('c');
      assert.deepEqual(stack.actions, ['update c']);
      assert.equal(stack.job('c').goal, '{"zone":"a-1","size":1}');
    });

    it('replaces it with replace_on_drift', () => {
      made([
        resource('a', SERVER, { size: 1 }),
        { ...resource('c', SERVER, { zone: ref('a') }), replaceOnDrift: true },
      ]);
      stack.turns('a', 'broken');
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      assert.deepEqual(stack.actions, ['create c']);
    });

    it('touches nothing under `report` and `ignore`, and counts as drift under both', () => {
      for (const policy of ['report', 'ignore'] as const) {
        stack = new Story();
        made([resource('a', SERVER, { size: 1 }), left(policy, 'b', SERVER, { on: attr('a', 'address') })]);
        stack.look(stack.only('a'), ready({ size: 1 }, 'there'));
        assert.deepEqual(stack.actions, []);
        assert.equal(stack.verdict('b'), 'drifted');
      }
    });

    it('a goal asks for all of it, whatever the policy', () => {
      const goal = [
        resource('a', SERVER, { size: 1 }),
        left('report', 'b', SERVER, { on: attr('a', 'address') }),
      ];
      made(goal);
      stack.look(stack.only('a'), ready({ size: 1 }, 'there'));
      stack.put(goal);
      assert.deepEqual(stack.actions, ['update b']);
    });
  });

  it('a value that changes by itself all the time is no reason to replace what is only to be updated', () => {
    const goal = (size: number) => [
      resource('a', SERVER, { size: 1 }),
      resource('b', SERVER, { size, zone: attr('a', 'pid') }),
    ];
    made(goal(1));
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
      made([left('report', 'a', SERVER, { size: 1 }), resource('b', SERVER, { on: attr('a', 'address') })]);
      stack.look(stack.only('a'), ready({ size: 1, on: 'as read back' }, 'there'));
      assert.deepEqual(stack.actions, ['update b'], 'it is no drift, so its attributes are taken');
      stack.look(stack.only('a'), ready({ size: 1, on: 'otherwise' }, 'there'));
      assert.equal(stack.why('a'), 'a-1 is not as applied any more: on');
    });

    it('after an update is what is compared with from then on', () => {
      made([resource('a', SERVER, { size: 1 })]);
      stack.put([resource('a', SERVER, { size: 5 })]);
      stack.succeeds('a', 'a-1', null);
      stack.look(stack.only('a'), ready({ size: '5 GiB' }));
      stack.look(stack.only('a'), ready({ size: '5 GiB' }));
      mustBeQuiet(stack.snapshot);
    });

    it('of two things at once is repaired at once; of one on another, in order', () => {
      made([
        resource('a', SERVER, { size: 1 }),
        resource('b', SERVER, { size: 1, on: attr('a', 'address') }),
        resource('c', SERVER, { size: 1 }),
      ]);
      drifts('b');
      drifts('c');
      drifts('a', 'there');
      assert.deepEqual(stack.actions, ['update a', 'update b', 'update c'], 'b was begun before a was seen');
      stack.succeeds('b', 'b-1', ready({ size: 1 }));
      assert.equal(stack.verdict('b'), 'needs');
      stack.succeeds('a', 'a-1', ready({ size: 1 }, 'there'));
      assert.deepEqual(stack.actions, ['update b', 'update c'], 'with the attributes of the repaired one');
    });

    it('a broken one that is expected to mend itself is waited for, whatever the policy', () => {
      made([left('ignore', 'a', PROBE, { size: 1 })]);
      stack.turns('a', 'broken');
      assert.equal(stack.verdict('a'), 'broken');
      assert.match(stack.why('a'), /a-1 is broken and is expected to mend itself/);
      stack.look(stack.only('a'), ready({ size: 1 }));
      mustBeQuiet(stack.snapshot);
    });

    it('under a goal that wants it otherwise, a broken one that mends itself is updated', () => {
      made([resource('a', PROBE, { size: 1 })]);
      stack.turns('a', 'broken');
      stack.put([resource('a', PROBE, { size: 2 })]);
      assert.deepEqual(stack.actions, ['update a']);
    });

    it('gone twice and then back counts as well again, before another one is made', () => {
      made([resource('a', SERVER, { size: 1 })]);
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
      made([resource('a', SERVER, { size: 1 })]);
      const waits: (number | undefined)[] = [];
      for (let n = 0; n < 12; n += 1) {
        drifts('a');
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
      made([resource('a', SERVER, { size: 1 })]);
      drifts('a');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      drifts('a');
      assert.match(
        stack.why('a'),
        /a-1 is not as applied any more: size; its last repair did not hold; repaired at 20/,
      );
      stack.ring(stack.only('a'));
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      drifts('a');
      assert.match(stack.why('a'), /its last 2 repairs did not hold/);
    });

    it('counts anew once it has held for long enough', () => {
      made([resource('a', SERVER, { size: 1 })]);
      drifts('a');
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
      drifts('a');
      assert.deepEqual(stack.actions, ['update a'], 'at once');
    });

    it('counts over the things that were made anew', () => {
      made([resource('a', VOLUME, { size: 1 })]);
      drifts('a');
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      stack.succeeds('a', '', null);
      assert.equal(stack.only('a').repairs, 1);
      drifts('a');
      assert.equal(stack.verdict('a'), 'unstable');
      stack.ring(stack.only('a'));
      stack.succeeds('a', 'a-3', ready({ size: 1 }));
      assert.equal(stack.instances('a').at(-1)?.repairs, 2);
    });

    it('also of a try that failed; not of things that never were ready', () => {
      made([resource('a', SERVER)]);
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
      made([resource('a', SERVER)]);
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
      made([resource('a', SERVER, { size: 1, zone: 'x' })]);
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
      made([resource('a', SERVER, { size: 1 })]);
      drifts('a');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      drifts('a');
      assert.equal(stack.verdict('a'), 'unstable');
      stack.put([resource('a', SERVER, { size: 5 })]);
      assert.deepEqual(stack.actions, ['update a']);
    });

    it('is made at once under a new goal, also when that wants the same, and is counted anew', () => {
      const goal = [resource('a', SERVER, { size: 1 }), resource('b', VOLUME, { size: 1 })];
      made(goal);
      for (const name of ['a', 'b']) {
        drifts(name);
        stack.succeeds(name, `${name}-2`, ready({ size: 1 }));
      }
      stack.succeeds('b', '', null);
      for (const name of ['a', 'b']) {
        drifts(name);
        assert.equal(stack.verdict(name), 'unstable');
      }
      stack.restore();
      assert.deepEqual(stack.actions, [], 'a restart is no new goal');
      stack.put(goal);
      assert.deepEqual(stack.actions, ['create b', 'update a']);
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      drifts('a');
      assert.equal(stack.verdict('a'), 'unstable');
      assert.equal(stack.duration(stack.only('a')), 1_000);
    });

    it('that has held until a new goal came is none for it', () => {
      const goal = [resource('a', SERVER, { size: 1 })];
      made(goal);
      drifts('a');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      stack.put(goal);
      drifts('a');
      assert.deepEqual(stack.actions, ['update a']);
    });

    it('is not watched where its drift is left', () => {
      made([resource('a', MACHINE, { size: 1 })]);
      drifts('a');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      drifts('a');
      stack.ask({ drift: 'report' });
      assert.equal(stack.verdict('a'), 'drifted');
      assert.notEqual(stack.only('a').timer?.purpose, 'hold');
    });
  });
});
