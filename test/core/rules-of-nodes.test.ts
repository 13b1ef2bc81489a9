import assert from 'node:assert/strict';
import { declaredGone, isLeftOver } from '../../services/engine/core/facts/declared-gone.js';
import { silent } from '../../services/engine/core/facts/silent.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { ready, seen, Story } from './story.js';
import { SERVER, VALUE, ref, resource } from './types.js';

describe('the rules of the core: what is on a silent node (R18)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const nodes = (...names: string[]) => {
    stack.say((changes) => {
      silent(stack.snapshot, changes, new Set(names));
    });
  };

  it('is unknown, never absent: nothing is done, and nothing is said to be well', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
    stack.course();
    nodes('n');
    assert.deepEqual([stack.verdict('a'), stack.verdict('b')], ['unknown', 'unknown']);
    assert.deepEqual([stack.status, stack.convergence], ['CREATE_COMPLETE', 'unknown']);
    assert.equal(stack.explained('a')?.state, 'unknown');
    assert.match(stack.why('a'), /^nobody knows how a-1 is: no observer runs on node n/);
    assert.deepEqual(stack.actions, []);
    nodes();
    assert.deepEqual([stack.verdict('a'), stack.convergence], ['settled', 'converged']);
  });

  it('holds up nobody who stands on it', () => {
    stack.put([resource('a', SERVER)]);
    stack.course();
    nodes('n', 'm');
    stack.put([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
    assert.deepEqual(stack.course(), ['create b']);
    assert.deepEqual([stack.status, stack.convergence], ['UPDATE_COMPLETE', 'unknown']);
  });

  it('does not fail for want of a look: the time for that begins anew', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a', 'a-1', seen('pending'));
    const instance = stack.only('a');
    // The time is counted, and comes to its end while the node is silent.
    instance.timer = { purpose: 'pending', dueMs: 5, rung: false };
    nodes('n');
    assert.match(stack.why('a'), /^nobody knows how/);
    stack.rings(instance, 5);
    assert.deepEqual([stack.status, instance.failure], ['CREATE_IN_PROGRESS', null]);
    nodes();
    assert.deepEqual([instance.timer?.purpose, instance.timer?.rung], ['pending', false]);
    stack.look(instance, ready());
    assert.equal(stack.status, 'CREATE_COMPLETE');
  });

  it('is no value that lives in the engine', () => {
    stack.put([resource('v', VALUE)]);
    stack.course();
    nodes('n');
    assert.deepEqual([stack.verdict('v'), stack.convergence], ['settled', 'converged']);
  });
});

describe('the rules of the core: what was declared gone with its node (R18)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  /** All that is on the node now. */
  const gone = (node = 'n') => {
    const { snapshot } = stack;
    const there = [...snapshot.instances.values()].filter((instance) => instance.node === node);
    stack.say((changes) => {
      declaredGone(snapshot, changes, node, there.map(({ ordinal }) => ordinal)); // prettier-ignore
    });
  };

  it('is made anew, and what stands on it moves over', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
    stack.course();
    const [a, b] = [stack.only('a'), stack.only('b')];
    stack.say((changes) => {
      declaredGone(stack.snapshot, changes, 'n', [a.ordinal]);
      const { done, settled } = a.resource;
      assert.deepEqual(
        [done, settled, b.resource.unsettledNeeds],
        [false, null, 1],
        'who looks at b first sees it',
      );
    });
    assert.deepEqual(stack.actions, ['create a']);
    assert.notEqual(stack.only('a'), a);
    assert.equal(stack.only('b'), b, 'it stays');
    assert.deepEqual(stack.course(), ['create a', 'update b']);
    assert.equal(stack.status, 'CREATE_COMPLETE');
    mustBeQuiet(stack.snapshot);
  });

  it('is told, once', () => {
    stack.put([resource('a', SERVER)]);
    stack.course();
    const { ordinal } = stack.only('a');
    gone();
    stack.course();
    const told = () => stack.events.filter(({ reason }) => /declared gone/.test(reason)).length;
    assert.equal(told(), 1);
    stack.say((changes) => {
      declaredGone(stack.snapshot, changes, 'n', [ordinal]);
    });
    assert.equal(told(), 1);
    assert.equal(stack.instances('a').length, 1);
  });

  it('is not waited for by what goes', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
    stack.course();
    stack.delete();
    assert.deepEqual(stack.actions, ['delete b']);
    gone();
    assert.equal(stack.status, 'DELETE_COMPLETE');
  });

  it('may be in the middle of something: what comes of that later is unwanted (R8)', () => {
    stack.put([resource('a', SERVER)]);
    const zombie = stack.job('a');
    gone();
    const next = stack.jobs.find(({ ordinal }) => ordinal !== zombie.ordinal);
    assert.ok(next);
    stack.report(next, { outcome: 'succeeded', physicalId: 'a-2', observation: ready() });
    stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-1' });
    assert.deepEqual(stack.actions, ['delete a']);
    stack.course();
    assert.equal(stack.only('a').physicalId, 'a-2');
  });

  it('is no value that lives in the engine: that is looked after from anywhere', () => {
    stack.put([resource('v', VALUE)]);
    stack.course();
    const value = stack.only('v');
    gone();
    assert.equal(stack.only('v'), value);
    assert.equal(value.node, '');
    assert.equal(stack.status, 'CREATE_COMPLETE');
    assert.equal(isLeftOver(stack.snapshot, value), false);
  });

  it('is left alone should the node come back, where its policy retains it', () => {
    stack.put([resource('a', SERVER)]);
    stack.course();
    const instance = stack.only('a');
    assert.equal(isLeftOver(stack.snapshot, instance), true);
    instance.keep = 'retain';
    assert.equal(isLeftOver(stack.snapshot, instance), false);
  });
});
