import assert from 'node:assert/strict';
import type { Hook } from '../../lib/hot/environment/hooks.js';
import type { GoalResource } from '../../lib/hot/values.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { planFor } from './plan-of.js';
import { ready, Story } from './story.js';
import { ADDRESS, MACHINE, ref, resource, SERVER } from './types.js';

const hooked = (goal: GoalResource, ...hooks: Hook[]): GoalResource => ({ ...goal, hooks });
/** `vm` stands on `disk`, which hooks hold. */
const goal = (hooks: Hook[], size = 1, zone = 'a') => [
  hooked(resource('disk', MACHINE, { size, zone }), ...hooks),
  resource('vm', MACHINE, { on: ref('disk') }),
];

describe('the rules of the core: hooks', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const clear = (resource: string, hook: Hook) => {
    const { cleared } = stack.snapshot.goal.modes;
    stack.ask({ cleared: [...cleared, { resource, hook }] });
  };
  const told = (name = 'disk') =>
    stack.events.filter((event) => event.name === name).map((e) => `${e.action}_${e.status} ${e.reason}`);
  const told1 = (reason: string) => told().filter((each) => each.endsWith(reason)).length;

  it('pre-create: nothing is made before it is cleared, and people are told once', () => {
    stack.put(goal(['pre-create']));
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.status, 'CREATE_IN_PROGRESS');
    assert.equal(stack.verdict('disk'), 'hook');
    assert.equal(
      stack.why('disk'),
      'held by hook pre-create until somebody clears it: isotherm stack hook clear s disk --pre-create',
    );
    assert.deepEqual(told(), ['INIT_COMPLETE CREATE paused until Hook pre-create is cleared']);
    stack.restore();
    stack.restore();
    assert.deepEqual(stack.actions, []);
    assert.equal(told1('is cleared'), 1, 'not again after a restart');
    clear('disk', 'pre-create');
    assert.deepEqual(stack.course(), ['create disk', 'create vm']);
    assert.equal(stack.status, 'CREATE_COMPLETE');
    assert.deepEqual(told().slice(0, 3), [
      'INIT_COMPLETE CREATE paused until Hook pre-create is cleared',
      'INIT_COMPLETE Hook pre-create is cleared',
      'CREATE_IN_PROGRESS state changed',
    ]);
    assert.equal(stack.instances('disk').length, 1);
    mustBeQuiet(stack.snapshot);
  });

  it('pre-create: the stack can be deleted meanwhile, and nothing is left or told of it', () => {
    stack.put(goal(['pre-create']));
    stack.put([], 'DELETE', { cleared: [] });
    assert.equal(stack.status, 'DELETE_COMPLETE');
    assert.deepEqual(stack.done, []);
    assert.equal(told().length, 1);
  });

  it('pre-create: another goal lets it go on, as in Heat, with what that wants', () => {
    stack.put(goal(['pre-create']));
    stack.put(goal(['pre-create'], 2), 'UPDATE', { cleared: [] });
    assert.deepEqual(stack.course(), ['create disk', 'create vm']);
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    assert.equal(stack.only('disk').hook, '');
    mustBeQuiet(stack.snapshot);
  });

  it('a goal that is held gives way to the next one, whose hooks are told anew', () => {
    stack.makes(goal(['pre-update']));
    stack.put(goal(['pre-update'], 2));
    stack.put(goal(['pre-update'], 3));
    assert.equal(told1('UPDATE paused until Hook pre-update is cleared'), 2);
    clear('disk', 'pre-update');
    assert.deepEqual(stack.course(), ['update disk']);
    stack.put(goal(['pre-update'], 4));
    stack.put(goal(['pre-update'], 3));
    assert.equal(stack.only('disk').hook, '', 'nothing is held when nothing is to be done');
  });

  it('what is asked of a goal that is held lets nothing of it go on', () => {
    stack.put(goal(['pre-create', 'post-create']));
    stack.ask({}, 'SNAPSHOT');
    assert.deepEqual(stack.actions, []);
    clear('disk', 'pre-create');
    stack.succeeds('disk');
    assert.equal(stack.verdict('disk'), 'hook');
    clear('disk', 'post-create');
    assert.deepEqual(stack.course(), ['create vm']);
  });

  it('post-create: what requires it waits until it is cleared', () => {
    stack.put(goal(['post-create']));
    stack.succeeds('disk');
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.why('vm'), 'needs disk');
    assert.equal(told().at(-1), 'CREATE_COMPLETE CREATE paused until Hook post-create is cleared');
    stack.restore();
    assert.deepEqual(stack.actions, []);
    clear('disk', 'post-create');
    assert.deepEqual(stack.course(), ['create vm']);
    assert.equal(stack.status, 'CREATE_COMPLETE');
    assert.equal(told1('CREATE paused until Hook post-create is cleared'), 1);
    mustBeQuiet(stack.snapshot);
  });

  it('pre-update and post-update: an update is held, and what was not changed is not', () => {
    const hooks: Hook[] = ['pre-create', 'pre-update', 'post-update'];
    stack.put(goal(['pre-update', 'post-update']));
    stack.course();
    stack.put(goal(hooks), 'UPDATE', { cleared: [] });
    assert.equal(stack.status, 'UPDATE_COMPLETE', 'nothing is changed, and nothing held');
    stack.put(goal(hooks, 2), 'UPDATE');
    assert.equal(stack.verdict('disk'), 'hook');
    assert.equal(told().at(-1), 'CREATE_COMPLETE UPDATE paused until Hook pre-update is cleared');
    stack.restore();
    clear('disk', 'pre-update');
    assert.deepEqual(stack.actions, ['update disk']);
    stack.succeeds('disk');
    assert.equal(stack.verdict('disk'), 'hook');
    assert.equal(told().at(-1), 'UPDATE_COMPLETE UPDATE paused until Hook post-update is cleared');
    stack.restore();
    assert.equal(stack.verdict('disk'), 'hook');
    clear('disk', 'post-update');
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    assert.equal(told1('UPDATE paused until Hook post-update is cleared'), 1);
    mustBeQuiet(stack.snapshot);
    stack.put(goal(hooks, 3), 'UPDATE', { cleared: [] });
    assert.equal(stack.verdict('disk'), 'hook', 'each goal has its hooks anew');
  });

  it('pre-update: a replacement is held too, before anything of it is begun', () => {
    for (const type of [MACHINE, ADDRESS]) {
      stack = new Story();
      const at = (zone: string) => [hooked(resource('disk', type, { zone }), 'pre-update')];
      stack.makes(at('a'));
      stack.put(at('b'));
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('disk'), 'hook');
      clear('disk', 'pre-update');
      const course = stack.course();
      assert.deepEqual(course.sort(), ['create disk', 'delete disk']);
      assert.equal(stack.status, 'UPDATE_COMPLETE');
      mustBeQuiet(stack.snapshot);
    }
  });

  it('pre-update: once the update is reached a repair is not held, though nobody has cleared its hook', () => {
    stack.makesAndSees(goal(['pre-update']));
    stack.put(goal(['pre-update']));
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    stack.drifts('disk');
    assert.deepEqual(stack.actions, ['update disk']);
  });

  it('pre-update: what is as it shall be by itself is not held any more', () => {
    stack.makesAndSees(goal(['pre-update']));
    stack.put([...goal(['pre-update']), resource('other', MACHINE)]);
    stack.drifts('disk');
    assert.equal(stack.verdict('disk'), 'hook');
    stack.look(stack.only('disk'), ready({ size: 1, zone: 'a' }));
    assert.equal(stack.verdict('disk'), 'settled');
    assert.equal(stack.only('disk').hook, '');
    stack.restore();
    assert.equal(stack.only('disk').hook, '');
  });

  it('pre-update: what has to go for the sake of what it is built on is held too', () => {
    const at = (zone: string) => [
      resource('ip', ADDRESS, { zone }),
      hooked(resource('vm', SERVER, { zone: ref('ip') }), 'pre-update'),
    ];
    stack.makes(at('a'));
    stack.put(at('b'));
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.verdict('vm'), 'hook');
    clear('vm', 'pre-update');
    assert.deepEqual(stack.course(), ['delete vm', 'delete ip', 'create ip', 'create vm']);
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    mustBeQuiet(stack.snapshot);
  });

  it('pre-update: a way back is not held, nor is a repair', () => {
    stack.makesAndSees(goal(['pre-update']));
    stack.drifts('disk');
    assert.deepEqual(stack.actions, ['update disk']);
    stack.course();
    stack.put(goal(['pre-update'], 2), 'UPDATE', { rollback: true });
    clear('disk', 'pre-update');
    stack.fails('disk');
    assert.ok(stack.shallRollBack);
    stack.rollBack();
    assert.deepEqual(stack.actions, ['update disk']);
    stack.course();
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
  });

  it('pre-delete and post-delete: what it stands on stays until it is cleared', () => {
    const wanted = [
      resource('disk', MACHINE),
      hooked(resource('vm', MACHINE, { on: ref('disk') }), 'pre-delete', 'post-delete'),
    ];
    stack.makes(wanted);
    stack.delete();
    assert.equal(stack.status, 'DELETE_IN_PROGRESS');
    assert.deepEqual(stack.actions, []);
    assert.match(stack.explained('vm')?.reason ?? '', /held by hook pre-delete/);
    stack.restore();
    clear('vm', 'pre-delete');
    assert.deepEqual(stack.actions, ['delete vm']);
    stack.succeeds('vm', '');
    assert.deepEqual(stack.actions, [], 'disk waits for it');
    assert.equal(told('vm').at(-1), 'DELETE_COMPLETE DELETE paused until Hook post-delete is cleared');
    stack.restore();
    assert.deepEqual(stack.actions, []);
    clear('vm', 'post-delete');
    assert.deepEqual(stack.course(), ['delete disk']);
    assert.equal(stack.status, 'DELETE_COMPLETE');
    assert.deepEqual(told('vm').slice(-6), [
      'CREATE_COMPLETE DELETE paused until Hook pre-delete is cleared',
      'CREATE_COMPLETE Hook pre-delete is cleared',
      'DELETE_IN_PROGRESS state changed',
      'DELETE_COMPLETE state changed',
      'DELETE_COMPLETE DELETE paused until Hook post-delete is cleared',
      'DELETE_COMPLETE Hook post-delete is cleared',
    ]);
  });

  it('pre-delete: the newest goal says it; what an update takes out or replaces is not held', () => {
    stack.makes([
      hooked(resource('disk', SERVER), 'pre-delete'),
      hooked(resource('vm', SERVER), 'pre-delete'),
    ]);
    stack.put([resource('disk', SERVER)]);
    assert.deepEqual(stack.course(), ['delete vm']);
    stack.delete();
    assert.deepEqual(stack.course(), ['delete disk']);
    assert.equal(stack.status, 'DELETE_COMPLETE');
  });

  it('a stack that is abandoned is not held', () => {
    stack.makes([hooked(resource('disk', SERVER), 'pre-delete')]);
    stack.put([], 'DELETE', { abandoned: true });
    assert.equal(stack.status, 'DELETE_COMPLETE');
  });

  it('a delete by force is not held, also one that was held before', () => {
    const hooks: Hook[] = ['pre-delete', 'post-delete'];
    stack.makes([hooked(resource('disk', SERVER), ...hooks), hooked(resource('vm', SERVER), 'post-delete')]);
    stack.delete();
    stack.succeeds('vm', '');
    assert.match(stack.explained('disk')?.reason ?? '', /held by hook pre-delete/);
    assert.match(stack.explained('vm')?.reason ?? '', /held by hook post-delete/);
    stack.put([], 'DELETE', { forced: true, cleared: [] });
    assert.equal(stack.instances('vm').length, 0);
    assert.deepEqual(stack.course(), ['delete disk']);
    assert.equal(stack.status, 'DELETE_COMPLETE');
  });

  describe('once a goal is cancelled, or its time is over', () => {
    const ends = {
      cancelled: () => {
        stack.ask({ halted: true });
      },
      'out of time': () => {
        stack.expire();
      },
    };
    const reasons = {
      cancelled: 'the CREATE was cancelled',
      'out of time': 'the time for the CREATE is over',
    };
    for (const how of ['cancelled', 'out of time'] as const) {
      it(`${how}: nothing is held any more, and nothing goes on; the next goal has its hooks again`, () => {
        stack.put(goal(['pre-create', 'post-update']));
        ends[how]();
        assert.equal(stack.verdict('disk'), 'halted');
        assert.equal(stack.only('disk').hook, '');
        assert.ok(stack.why('disk').startsWith(reasons[how]), stack.why('disk'));
        assert.equal(stack.status, 'CREATE_FAILED');
        stack.restore();
        ends[how]();
        assert.equal(stack.only('disk').hook, '');
        assert.deepEqual(stack.actions, []);
        stack.put(goal(['pre-update', 'pre-create']), 'UPDATE', { cleared: [], halted: false });
        assert.deepEqual(stack.course(), ['create disk', 'create vm']);
      });

      it(`${how}: what is there and was held is not done, so that nothing is built on it`, () => {
        stack.put(goal(['post-create']));
        stack.succeeds('disk');
        ends[how]();
        assert.equal(stack.verdict('disk'), 'halted');
        assert.equal(stack.only('disk').hook, '');
        assert.equal(stack.status, 'CREATE_FAILED');
        assert.equal(stack.why('vm').split(';')[0], 'needs disk');
        assert.deepEqual(stack.actions, []);
      });
    }
  });

  it('the others go on; what has failed is told once nothing is held any more', () => {
    stack.put([hooked(resource('disk', SERVER), 'pre-create'), resource('vm', SERVER)]);
    stack.fails('vm');
    assert.equal(stack.status, 'CREATE_IN_PROGRESS');
    clear('disk', 'pre-create');
    stack.succeeds('disk');
    assert.equal(stack.status, 'CREATE_FAILED');
  });

  it('a plan takes for granted that it is cleared, and says that it holds', () => {
    stack.put(goal(['pre-create']));
    const held = planFor(stack.snapshot, goal(['pre-create', 'pre-update'], 2));
    assert.deepEqual(
      held.map(({ resource, action }) => `${action} ${resource}`),
      ['create disk', 'create vm'],
    );
    clear('disk', 'pre-create');
    stack.course();
    const [update] = planFor(stack.snapshot, goal(['pre-update'], 2));
    assert.equal(update?.action, 'update');
    assert.equal(update.reason, 'held by hook pre-update until somebody clears it');
    const [replace] = planFor(stack.snapshot, goal(['pre-update'], 1, 'b'));
    assert.equal(
      replace?.reason,
      'zone cannot change in place; held by hook pre-update until somebody clears it',
    );
  });
});
