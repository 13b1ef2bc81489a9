import assert from 'node:assert/strict';
import type { DriftPolicy } from '../../lib/drift-policy.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { SERVER, VOLUME, ref, attr, resource, left, testRules } from './types.js';

describe('the rules of the core: drift under its policy (R13)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

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
        stack.makesAndSees([own ? { ...goal, drift: own } : goal], { drift: stacks });
        stack.drifts('a');
        assert.equal(stack.verdict('a'), verdict, `${String(own)}, ${String(stacks)}, ${engines}`);
      }
    });

    it('`repair` puts it right: in place where that can be, else with another one', () => {
      stack.makesAndSees([resource('a', SERVER, { size: 1 }), resource('b', VOLUME, { size: 1 })]);
      stack.drifts('a');
      stack.drifts('b');
      assert.deepEqual(stack.actions, ['create b', 'update a']);
      assert.equal(stack.status, 'CREATE_COMPLETE');
      assert.equal(stack.convergence, 'repairing');
      assert.deepEqual(stack.only('a').job?.changes, ['size']);
    });

    it('`report` leaves it as it is and says so; `ignore` says nothing', () => {
      stack.makesAndSees([
        left('report', 'a', SERVER, { size: 1 }),
        left('ignore', 'b', SERVER, { size: 1 }),
        resource('c', SERVER, { on: ref('a'), size: 1 }),
      ]);
      stack.drifts('a');
      stack.drifts('b');
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
      stack.makesAndSees([left('report', 'a', SERVER, { size: 1 })]);
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
      stack.makesAndSees([resource('a', SERVER, { size: 1 })], { drift: 'report' });
      stack.drifts('a');
      assert.deepEqual(stack.actions, []);
      stack.ask({ drift: 'repair' });
      assert.deepEqual(stack.actions, ['update a']);
    });

    it('what is right again by itself is no drift any more', () => {
      stack.makesAndSees([left('report', 'a', SERVER, { size: 1 })]);
      stack.drifts('a');
      assert.equal(stack.only('a').status, 'FAILED');
      stack.look(stack.only('a'), ready({ size: 1 }));
      assert.equal(stack.convergence, 'converged');
      assert.equal(stack.only('a').status, 'COMPLETE');
    });

    it('each drift is told once', () => {
      stack.makesAndSees([left('report', 'a', SERVER, { size: 1 })]);
      const told = stack.events.length;
      stack.drifts('a');
      stack.drifts('a');
      stack.look(stack.only('a'), ready({ size: 3 }));
      assert.deepEqual(
        stack.events.slice(told).map(({ reason }) => reason),
        ['not as applied any more: size'],
      );
    });

    it('what is ignored is not told', () => {
      stack.makesAndSees([left('ignore', 'a', SERVER, { size: 1 })]);
      const told = stack.events.length;
      stack.drifts('a');
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
        stack.makesAndSees([
          left(policy, 'a', SERVER, { size: 1 }),
          resource('b', SERVER, { on: attr('a', 'address') }),
        ]);
        stack.drifts('a', 'there');
        assert.equal(stack.only('a').attributes['address'], policy === 'repair' ? 'there' : 'here');
        if (policy === 'repair') stack.succeeds('a', 'a-1', ready({ size: 1 }, 'there'));
        assert.deepEqual(stack.actions, actions.slice(-1));
      }
    });

    it('an attribute that changes without any drift is taken, whatever the policy', () => {
      stack.makesAndSees([
        left('report', 'a', SERVER, { size: 1 }),
        resource('b', SERVER, { on: attr('a', 'address') }),
      ]);
      stack.look(stack.only('a'), ready({ size: 1 }, 'there'));
      assert.deepEqual(stack.actions, ['update b']);
    });

    it('gone or broken it is left as well, as long as nothing has to be built on it', () => {
      stack.makesAndSees([
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
      stack.makesAndSees(goal);
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
      stack.makesAndSees([a]);
      stack.turns('a', 'absent', stack.only('a'));
      stack.put([a, resource('b', SERVER, { on: ref('a') })]);
      assert.deepEqual(stack.actions, ['create a']);
      stack.succeeds('a', 'a-2');
      assert.equal(stack.jobs.find(({ name }) => name === 'b')?.goal, '{"on":"a-2"}');
    });

    it('has been told from one that a goal wants otherwise: that cannot be had of a thing that is not there', () => {
      stack.makesAndSees([left('report', 'a', SERVER, { size: 1 })]);
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
      stack.makesAndSees([
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
      stack.makesAndSees(goal);
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
      stack.makesAndSees([
        resource('a', SERVER, { size: 1 }),
        resource('c', SERVER, { zone: ref('a'), size: 1 }),
      ]);
      stack.turns('a', 'broken');
      stack.succeeds('a', 'a-2', ready({ size: 1 }));
      assert.equal(stack.verdict('c'), 'drifted');
      stack.drifts('c');
      assert.deepEqual(stack.actions, ['update c']);
      assert.equal(stack.job('c').goal, '{"zone":"a-1","size":1}');
    });

    it('replaces it with replace_on_drift', () => {
      stack.makesAndSees([
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
        stack.makesAndSees([
          resource('a', SERVER, { size: 1 }),
          left(policy, 'b', SERVER, { on: attr('a', 'address') }),
        ]);
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
      stack.makesAndSees(goal);
      stack.look(stack.only('a'), ready({ size: 1 }, 'there'));
      stack.put(goal);
      assert.deepEqual(stack.actions, ['update b']);
    });
  });
});
