import assert from 'node:assert/strict';
import type { PlannedResource } from '../../services/engine/core/plan/planned.js';
import { planGoal } from '../../services/engine/core/plan/plan.js';
import { nextGoal, planFor, told } from './plan-of.js';
import { ready, seen, Story } from './story.js';
import { PROBE, SERVER, VOLUME, attr, ref, resource } from './types.js';

const says = (plan: readonly PlannedResource[]) =>
  plan.map(({ action, resource: name, certain }) => `${action} ${name}${certain ? '' : '?'}`);

/** A disk and a server that stands on it, converged. */
function shop(): Story {
  const stack = new Story();
  stack.put([resource('disk', VOLUME, { size: 1 }), resource('vm', SERVER, { size: 1, on: ref('disk') })]);
  stack.succeeds('disk', 'disk-1', ready({ size: 1 }));
  stack.succeeds('vm', 'vm-1', ready({ size: 1, on: 'disk-1' }));
  assert.equal(stack.status, 'CREATE_COMPLETE');
  return stack;
}

describe('a plan', () => {
  it('of a create has all resources in order, and says after whom their values are known', () => {
    const plan = planFor(new Story().snapshot, [
      resource('vm', SERVER, { size: 1, on: ref('disk') }),
      resource('disk', VOLUME, { size: 2 }),
    ]);
    assert.deepEqual(says(plan), ['create disk', 'create vm']);
    assert.deepEqual(plan[1]?.properties, [
      { name: 'size', after: 1, knownAfter: [], replaces: false },
      { name: 'on', knownAfter: ['disk'], replaces: false },
    ]);
    assert.deepEqual(plan[1].requires, ['disk']);
  });

  it('of what is there already is to do nothing, and touches nothing', () => {
    const stack = shop();
    const before = told(stack.snapshot);
    const plan = planFor(stack.snapshot, stack.snapshot.goal.resources);
    assert.deepEqual(says(plan), ['none disk', 'none vm']);
    assert.equal(plan[1]?.physicalId, 'vm-1');
    planFor(stack.snapshot, []);
    assert.deepEqual(told(stack.snapshot), before);
  });

  it('replaces what cannot change in place, and names what depends on the outcome', () => {
    const plan = planFor(shop().snapshot, [
      resource('disk', VOLUME, { size: 2 }),
      resource('vm', SERVER, { size: 1, on: ref('disk') }),
    ]);
    assert.deepEqual(says(plan), ['replace disk', 'update vm?']);
    const [disk, vm] = plan;
    assert.equal(disk?.physicalId, 'disk-1');
    assert.equal(disk.reason, 'size cannot change in place');
    assert.deepEqual(disk.properties, [
      { name: 'size', before: 1, after: 2, knownAfter: [], replaces: true },
    ]);
    assert.deepEqual(vm?.properties, [
      { name: 'on', before: 'disk-1', knownAfter: ['disk'], replaces: false },
    ]);
  });

  it('is certain where something else changes for sure', () => {
    const plan = planFor(shop().snapshot, [
      resource('disk', VOLUME, { size: 2 }),
      resource('vm', SERVER, { size: 3, on: ref('disk') }),
    ]);
    assert.deepEqual(says(plan), ['replace disk', 'update vm']);
  });

  it('keeps the reference of what it changes in place', () => {
    const stack = new Story();
    const goal = (size: number) => [
      resource('a', SERVER, { size }),
      resource('by-id', SERVER, { on: ref('a') }),
      resource('by-address', SERVER, { zone: attr('a', 'address') }),
      resource('by-pid', SERVER, { on: attr('a', 'pid') }),
    ];
    stack.put(goal(1));
    for (const name of ['a', 'by-id', 'by-address', 'by-pid']) stack.succeeds(name);
    const plan = planFor(stack.snapshot, goal(2));
    assert.deepEqual(says(plan), ['update a', 'replace by-address?', 'none by-id', 'none by-pid']);
  });

  it('deletes what no goal wants, against the order in which it was made', () => {
    const plan = planFor(shop().snapshot, []);
    assert.deepEqual(says(plan), ['delete vm', 'delete disk']);
    assert.equal(plan[0]?.reason, 'not in the template any more');
    assert.equal(plan[0].physicalId, 'vm-1');
    assert.deepEqual(plan[0].requires, ['disk']);
  });

  it('finds drift, whether a goal changes or not', () => {
    const stack = shop();
    stack.look(stack.only('vm'), ready({ size: 7, on: 'disk-1' }));
    stack.fails('vm');
    const plan = planFor(stack.snapshot, stack.snapshot.goal.resources);
    assert.deepEqual(says(plan), ['update vm', 'none disk']);
    assert.equal(plan[0]?.reason, 'its last update did not come to its end');

    const other = shop();
    other.ask({ paused: true });
    other.look(other.only('vm'), ready({ size: 7, on: 'disk-1' }));
    const drifted = planFor(other.snapshot, other.snapshot.goal.resources);
    assert.deepEqual(says(drifted), ['update vm', 'none disk']);
    assert.equal(drifted[0]?.reason, 'size was found changed');
    assert.deepEqual(drifted[0].properties, [
      { name: 'size', before: 1, after: 1, drifted: 7, knownAfter: [], replaces: false },
    ]);
  });

  it('makes what is gone anew, for certain once it was seen gone twice', () => {
    const stack = shop();
    stack.ask({ paused: true });
    stack.look(stack.only('disk'), seen('absent'));
    assert.deepEqual(says(planFor(stack.snapshot, stack.snapshot.goal.resources)), [
      'create disk?',
      'update vm?',
    ]);
    stack.look(stack.only('disk'), seen('absent'));
    const plan = planFor(stack.snapshot, stack.snapshot.goal.resources);
    assert.deepEqual(says(plan), ['create disk', 'update vm?']);
    assert.equal(plan[0]?.reason, 'it is gone');
  });

  it('shows drift that a policy leaves as it is, and leaves it', () => {
    const stack = shop();
    const goal = stack.snapshot.goal.resources;
    stack.ask({ drift: 'report' });
    stack.look(stack.only('vm'), ready({ size: 7, on: 'disk-1' }));
    const [, vm] = planFor(stack.snapshot, goal);
    assert.equal(vm?.action, 'none');
    assert.equal(vm.reason, 'it has drifted, and its drift policy leaves it so');
    assert.equal(vm.properties[0]?.drifted, 7);
  });

  it('shows what is gone or broken and is left so, whatever its policy', () => {
    for (const drift of ['report', 'ignore'] as const) {
      for (const [status, why] of [
        ['absent', 'it is gone'],
        ['broken', 'it is broken'],
      ] as const) {
        const stack = shop();
        const goal = stack.snapshot.goal.resources.map((each) => ({ ...each, drift }));
        stack.put(goal);
        stack.turns('vm', status);
        const plan = planFor(stack.snapshot, goal);
        assert.deepEqual(says(plan), ['none disk', 'none vm']);
        assert.equal(plan[1]?.reason, `${why}, and its drift policy leaves it so`);
      }
    }
  });

  it('shows what is only referred to and is gone', () => {
    const stack = shop();
    const goal = [{ ...resource('theirs', SERVER), externalId: 'x' }];
    stack.put(goal);
    for (const { name } of [...stack.jobs]) stack.succeeds(name, '', null);
    stack.turns('theirs', 'absent', stack.instances('theirs')[0]);
    const plan = planFor(stack.snapshot, goal);
    assert.match(
      plan.find((each) => each.resource === 'theirs')?.reason ?? '',
      /referred to, and was not well/,
    );
  });

  it('forgets what is retained, and what is only referred to', () => {
    const stack = new Story();
    stack.put([
      { ...resource('data', VOLUME), deletionPolicy: 'retain' },
      { ...resource('lan', SERVER), externalId: 'lan-9' },
    ]);
    stack.succeeds('data');
    stack.look(stack.only('lan'), ready());
    const plan = planFor(stack.snapshot, []);
    assert.deepEqual(says(plan).sort(), ['forget data', 'forget lan']);
    assert.match(plan.find(({ resource: name }) => name === 'data')?.reason ?? '', /is retained/);
    assert.match(plan.find(({ resource: name }) => name === 'lan')?.reason ?? '', /only referred to/);
  });

  it('takes over what a user names', () => {
    const stack = shop();
    const goal = [...stack.snapshot.goal.resources, resource('old', SERVER, { size: 1 })];
    const requests = [stack.request('import', 'old', 'old-7')];
    const plan = planFor(stack.snapshot, goal, { requests });
    assert.deepEqual(says(plan), ['adopt old', 'none disk', 'none vm']);
    assert.equal(plan[0]?.physicalId, 'old-7');
  });

  it('leaves what is skipped', () => {
    const stack = shop();
    stack.ask({ skipped: ['vm'] });
    const plan = planFor(stack.snapshot, [resource('disk', VOLUME, { size: 1 }), resource('vm', SERVER)]);
    assert.deepEqual(says(plan), ['none disk', 'none vm']);
    assert.match(plan[1]?.reason ?? '', /skipped/);
  });

  it('says why something is not reached', () => {
    const stack = shop();
    const joined = { call: 'list_join', args: [{ lit: '' }, { lit: 7 }] };
    const plan = planFor(stack.snapshot, [
      { ...resource('disk', VOLUME), properties: { size: joined } },
      resource('vm', SERVER, { size: 2 }),
      resource('on-disk', PROBE, {}, ['disk']),
    ]);
    assert.deepEqual(says(plan), ['update vm', 'none disk', 'none on-disk']);
    assert.match(plan[1]?.reason ?? '', /list_join.*7/);
    assert.equal(plan[2]?.reason, 'needs disk');
  });

  it('makes no plans for what a user asked for beside the goal, nor stops for a maintenance', () => {
    const stack = shop();
    stack.ask({ paused: true, requests: [stack.request('check')] }, 'CHECK');
    const plan = planFor(stack.snapshot, [resource('disk', VOLUME, { size: 1 })]);
    assert.deepEqual(says(plan), ['delete vm', 'none disk']);
  });

  it('goes on from what is under way', () => {
    const stack = new Story();
    stack.put([resource('a', SERVER, { size: 1 }), resource('b', SERVER, { on: ref('a') })]);
    const same = planFor(stack.snapshot, stack.snapshot.goal.resources);
    assert.deepEqual(says(same), ['create a', 'create b']);
    assert.equal(same[0]?.reason, 'its create is under way');
    const other = planFor(stack.snapshot, [resource('a', SERVER, { size: 2 })]);
    assert.deepEqual(says(other), ['update a?']);
    assert.deepEqual(says(planFor(stack.snapshot, [])), ['delete a']);
  });

  it('of many resources is made in slices, between which the stack goes on', () => {
    const stack = new Story();
    const goal = (size: number) =>
      Array.from({ length: 2_000 }, (_, i) => resource(`r${String(i)}`, SERVER, { size }));
    stack.put(goal(1).slice(0, 1));
    const planning = planGoal(stack.snapshot, nextGoal(stack.snapshot, goal(2)));
    stack.succeeds('r0');
    stack.put([]);
    let slices = 0;
    let step = planning.next();
    for (; !step.done; step = planning.next()) slices += 1;
    assert.ok(slices >= 20, `${String(slices)} slices`);
    const [first] = step.value;
    assert.equal(first?.planned.reason, 'its create is under way', 'it is planned on what there was');
  });

  it('masks secrets, and shows that one changes', () => {
    const secret = (value: string) => resource('a', SERVER, { size: { lit: value, secret: true } as never });
    const stack = new Story();
    stack.put([secret('old')]);
    stack.succeeds('a');
    const [a] = planFor(stack.snapshot, [secret('new')]);
    assert.deepEqual(a?.properties, [
      { name: 'size', before: '******', after: '******', knownAfter: [], replaces: false },
    ]);
  });
});
