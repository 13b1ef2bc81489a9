import assert from 'node:assert/strict';
import type { Look } from '../../services/engine/core/facts/observed.js';
import { CoreStack } from './core-stack.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { PROBE, SERVER, VOLUME, attr, ref, resource } from './types.js';

const seen = (
  status: Look['status'],
  properties: Look['properties'] = null,
  address = 'here',
  pid = 1,
): Look => ({
  status,
  properties,
  attributes: status === 'ready' ? { address, pid } : null,
  reason: '',
});
const ready = (properties: Look['properties'] = null, address?: string, pid?: number) =>
  seen('ready', properties, address, pid);

describe('the rules of the core', () => {
  let stack: CoreStack;

  beforeEach(() => {
    stack = new CoreStack();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  function succeeds(name: string, physicalId = `${name}-1`, observation: Look | null = ready()): void {
    stack.report(stack.job(name), { outcome: 'succeeded', physicalId, observation });
  }

  function fails(name: string, outcome: 'transient' | 'permanent' = 'permanent', physicalId = ''): void {
    stack.report(stack.job(name), { outcome, physicalId, error: 'quota exceeded' });
  }

  const instances = (name: string) => stack.snapshot.resources.get(name)?.instances ?? [];
  const actions = () => stack.jobs.map(({ action, name }) => `${action} ${name}`).sort();

  it('R1: what only depends on a replaced thing does not hold its clean-up', () => {
    const goal = (zone: string) => [resource('a', VOLUME, { zone }), resource('b', SERVER, {}, ['a'])];
    stack.put(goal('x'));
    succeeds('a');
    succeeds('b');
    stack.put(goal('y'));
    succeeds('a', 'a-2');
    assert.deepEqual(actions(), ['delete a'], 'b re-records without a job');
  });

  it('R1: a delete waits for all that stands on it, also for what is not live any more', () => {
    stack.put([resource('a', SERVER), resource('b', VOLUME, { zone: ref('a') })]);
    succeeds('a');
    succeeds('b');
    stack.delete();
    assert.deepEqual(actions(), ['delete b']);
    fails('b', 'transient');
    assert.deepEqual(actions(), []);
    stack.ring(stack.only('b'));
    succeeds('b', '', null);
    assert.deepEqual(actions(), ['delete a']);
  });

  it('R2: the old one stays until its successor is ready, and a rollback returns to it', () => {
    stack.put([resource('a', VOLUME, { zone: 'x' })]);
    succeeds('a');
    stack.put([resource('a', VOLUME, { zone: 'y' })]);
    succeeds('a', 'a-2', seen('pending'));
    assert.deepEqual(actions(), []);
    stack.put([resource('a', VOLUME, { zone: 'x' })]);
    assert.deepEqual(actions(), ['delete a']);
    assert.equal(stack.job('a').physicalId, 'a-2');
    assert.equal(instances('a')[0]?.physicalId, 'a-1');
  });

  it('R2: what is being deleted is never live again; its name waits until it is gone', () => {
    stack.put([resource('a', SERVER)]);
    succeeds('a');
    stack.put([]);
    stack.put([resource('a', SERVER)]);
    assert.deepEqual(actions(), ['delete a']);
    succeeds('a', '', null);
    assert.deepEqual(actions(), ['create a']);
    assert.equal(stack.job('a').physicalId, '');
  });

  it('R2: not even when its delete fails', () => {
    stack.put([resource('a', SERVER)]);
    succeeds('a');
    stack.put([]);
    stack.put([resource('a', SERVER)]);
    fails('a', 'transient');
    assert.deepEqual(actions(), ['create a']);
    assert.equal(stack.job('a').ordinal, 2);
  });

  it('R4: what an update has brought about is not updated again', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    succeeds('a');
    stack.put([resource('a', SERVER, { size: 2, on: 'x' })]);
    assert.deepEqual(stack.only('a').job?.changes, ['on']);
  });

  it('R4: an update that was left half-done is done again when the goal returns', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    fails('a');
    stack.put([resource('a', SERVER, { size: 1 })]);
    assert.deepEqual(actions(), ['update a']);
    succeeds('a');
    mustBeQuiet(stack.snapshot);
  });

  it('R5: a look that began before a job counts for nothing', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    succeeds('a', 'a-1', ready({ size: 1 }));
    const { epoch } = stack.only('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    assert.equal(stack.look(stack.only('a'), ready({ size: 1 }), epoch), 'stale');
    succeeds('a', 'a-1', ready({ size: 2 }));
    assert.equal(stack.look(stack.only('a'), ready({ size: 1 }), epoch), 'stale');
    mustBeQuiet(stack.snapshot);
  });

  it('R5: an older look of the same epoch counts for nothing', () => {
    stack.put([resource('a', SERVER)]);
    succeeds('a');
    const instance = stack.only('a');
    stack.look(instance, ready());
    instance.sequence += 5;
    const late = { ...instance, sequence: 1 };
    assert.equal(stack.look(late, seen('absent')), 'stale');
  });

  it('R5: absent counts from the second look', () => {
    stack.put([resource('a', SERVER)]);
    succeeds('a');
    stack.look(stack.only('a'), seen('absent'));
    assert.deepEqual(actions(), []);
    assert.equal(stack.snapshot.resources.get('a')?.verdict, 'confirm');
    stack.look(stack.only('a'), seen('absent'));
    assert.deepEqual(actions(), ['create a']);
  });

  it('R5: nothing that is seen while a job runs counts', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    assert.equal(stack.look(stack.only('a'), seen('absent')), 'stale');
    assert.equal(stack.only('a').observed?.status, 'ready');
  });

  it('R6: a failure holds under its revision, and the next one tries anew with a new instance', () => {
    stack.put([resource('a', SERVER)]);
    fails('a');
    assert.equal(stack.status, 'CREATE_FAILED');
    assert.deepEqual(actions(), []);
    stack.put([resource('a', SERVER)]);
    assert.deepEqual(actions(), ['create a']);
    assert.equal(stack.job('a').ordinal, 2);
  });

  it('R6: an update that failed is tried again on the same instance', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    fails('a');
    assert.equal(stack.status, 'UPDATE_FAILED');
    stack.put([resource('a', SERVER, { size: 2 })]);
    assert.equal(stack.job('a').ordinal, 1);
  });

  it('R6: things that never become ready are not made for ever', () => {
    stack.put([resource('a', SERVER)]);
    for (let made = 1; stack.jobs.length > 0; made += 1) {
      assert.ok(made <= 3);
      succeeds('a', `a-${String(made)}`, seen('broken'));
      const newest = instances('a').at(-1);
      if (newest) stack.look(newest, seen('broken'));
    }
    assert.equal(stack.status, 'CREATE_FAILED');
    stack.put([resource('a', SERVER)]);
    assert.deepEqual(actions(), ['create a']);
  });

  it('R6: a probe that is broken is waited for', () => {
    stack.put([resource('a', PROBE)]);
    succeeds('a');
    stack.look(stack.only('a'), seen('broken'));
    stack.look(stack.only('a'), seen('broken'));
    assert.deepEqual(actions(), []);
    stack.look(stack.only('a'), ready());
    mustBeQuiet(stack.snapshot);
  });

  it('R7: a thing that a renamed resource takes over is not deleted', () => {
    stack.put([resource('old', SERVER)]);
    succeeds('old', 'the-file');
    stack.put([resource('new', SERVER)]);
    assert.deepEqual(actions(), ['create new', 'delete old']);
    stack.put([resource('other', SERVER)]);
    succeeds('new', 'the-file');
    assert.equal(instances('old').length, 0);
    assert.equal(stack.snapshot.byPhysicalId.size, 1);
    stack.jobs = stack.jobs.filter(({ name }) => name !== 'old');
  });

  it('R7: what has lost its thing to another resource is made anew', () => {
    const goal = [resource('a', SERVER), resource('b', SERVER, {}, ['a']), resource('c', SERVER)];
    stack.put(goal);
    succeeds('a', 'the-file');
    succeeds('b');
    succeeds('c', 'the-file');
    assert.deepEqual(actions(), ['create a']);
    assert.equal(stack.snapshot.resources.get('b')?.unsettledNeeds, 1);
  });

  it('R8: an orphan is deleted at once when no create can name it', () => {
    stack.put([resource('a', SERVER)]);
    const zombie = stack.job('a');
    fails('a');
    stack.put([resource('b', SERVER), resource('a', SERVER, {}, ['b'])]);
    stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-1' });
    stack.put([resource('b', SERVER), resource('a', SERVER, {}, ['b'])]);
    stack.report({ ...zombie, ordinal: 99 }, { outcome: 'succeeded', physicalId: 'a-2' });
    assert.deepEqual(actions(), ['create b', 'delete a']);
    assert.equal(stack.job('a').physicalId, 'a-2');
  });

  it('R8: an orphan goes as soon as the create has named another thing', () => {
    stack.put([resource('a', SERVER)]);
    const first = stack.job('a');
    stack.report({ ...first, ordinal: 99 }, { outcome: 'succeeded', physicalId: 'orphan' });
    stack.lose(first);
    assert.deepEqual(actions(), ['create a']);
    stack.report(first, { outcome: 'succeeded', physicalId: 'mine' });
    assert.deepEqual(actions(), ['create a', 'delete a']);
  });

  it('R8: what a stale report names is deleted, unless somebody holds it', () => {
    stack.put([resource('a', SERVER)]);
    const zombie = stack.job('a');
    stack.lose(zombie);
    succeeds('a', 'a-2');
    assert.equal(stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-2' }), 'stale');
    assert.deepEqual(actions(), []);
    assert.equal(stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-1' }), 'stale');
    assert.deepEqual(actions(), ['delete a']);
    assert.equal(stack.job('a').physicalId, 'a-1');
  });

  it('R8: an orphan waits for a create that may be about to name it', () => {
    stack.put([resource('a', SERVER)]);
    const zombie = stack.job('a');
    stack.put([]);
    stack.lose(zombie);
    succeeds('a', '', null);
    stack.ring(stack.only('a'));
    succeeds('a', '', null);
    stack.put([resource('a', SERVER)]);
    stack.report(zombie, { outcome: 'succeeded', physicalId: 'same' });
    assert.deepEqual(actions(), ['create a']);
    succeeds('a', 'same');
    mustBeQuiet(stack.snapshot);
  });

  it('R9: what may have been made and told nobody is searched for, and once more after a while', () => {
    stack.put([resource('a', SERVER)]);
    stack.lose(stack.job('a'));
    stack.delete();
    stack.lose(stack.job('a'));
    succeeds('a', '', null);
    assert.equal(stack.status, 'DELETE_IN_PROGRESS');
    assert.equal(stack.only('a').timer?.purpose, 'search');
    stack.ring(stack.only('a'));
    fails('a', 'transient');
    stack.ring(stack.only('a'));
    succeeds('a', '', null);
    assert.equal(stack.status, 'DELETE_COMPLETE');
  });

  it('R9: a refusal at the first try leaves nothing to search for; after a lost run it may', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER)]);
    fails('a');
    stack.lose(stack.job('b'));
    fails('b');
    stack.delete();
    assert.deepEqual(actions(), ['delete b']);
    succeeds('b', '', null);
    stack.ring(stack.only('b'));
    succeeds('b', '', null);
    assert.equal(stack.status, 'DELETE_COMPLETE');
  });

  it('R10: every try of a create is of the same instance; what is made again is another', () => {
    stack.put([resource('a', SERVER)]);
    fails('a', 'transient');
    stack.ring(stack.only('a'));
    assert.equal(stack.job('a').ordinal, 1);
    succeeds('a');
    stack.look(stack.only('a'), seen('absent'));
    stack.look(stack.only('a'), seen('absent'));
    assert.equal(stack.job('a').ordinal, 2);
  });

  it('R10: a create goes on only with what it began with', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    fails('a', 'transient');
    stack.put([resource('a', SERVER, { size: 2 })]);
    assert.equal(stack.job('a').ordinal, 2);
  });

  it('another type is another thing', () => {
    stack.put([resource('a', SERVER)]);
    succeeds('a');
    stack.put([resource('a', VOLUME)]);
    assert.deepEqual(actions(), ['create a']);
    assert.equal(stack.job('a').type, VOLUME.type);
  });

  it('R13: a volatile attribute causes no update, another one does', () => {
    stack.put([
      resource('a', SERVER),
      resource('b', SERVER, { on: attr('a', 'pid') }),
      resource('c', SERVER, { on: attr('a', 'address') }),
    ]);
    succeeds('a');
    succeeds('b');
    succeeds('c');
    stack.look(stack.only('a'), ready(null, 'here', 2));
    mustBeQuiet(stack.snapshot);
    stack.look(stack.only('a'), ready(null, 'there', 2));
    assert.deepEqual(actions(), ['update c']);
    succeeds('c');
  });

  it('R14: drift is what differs from right after applying, of what is read back', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    succeeds('a', 'a-1', ready({ size: '1 GiB' }));
    mustBeQuiet(stack.snapshot);
    stack.look(stack.only('a'), ready({ size: '1 GiB', zone: 'read for the first time' }));
    mustBeQuiet(stack.snapshot);
    stack.look(stack.only('a'), ready({ size: '2 GiB' }));
    assert.deepEqual(actions(), ['update a']);
    succeeds('a', 'a-1', ready({ size: '1 GiB' }));
  });

  it('R3: a repair that failed is tried again, but slowly, and the stack is CHECK_FAILED meanwhile', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    succeeds('a', 'a-1', ready({ size: 1 }));
    stack.look(stack.only('a'), ready({ size: 2 }));
    assert.equal(stack.status, 'CREATE_COMPLETE');
    fails('a');
    assert.equal(stack.status, 'CHECK_FAILED');
    assert.equal(stack.only('a').timer?.purpose, 'repair');
    stack.ring(stack.only('a'));
    succeeds('a', 'a-1', ready({ size: 1 }));
    assert.equal(stack.status, 'CREATE_COMPLETE');
  });

  it('R12: what stays pending fails at its deadline, and is well when it turns ready after all', () => {
    stack.put([resource('a', SERVER)]);
    succeeds('a', 'a-1', seen('pending'));
    stack.ring(stack.only('a'));
    assert.equal(stack.status, 'CREATE_FAILED');
    stack.put([resource('a', SERVER)]);
    assert.equal(stack.status, 'UPDATE_IN_PROGRESS');
    stack.ring(stack.only('a'));
    assert.equal(stack.status, 'UPDATE_FAILED');
    stack.look(stack.only('a'), ready());
    assert.equal(stack.status, 'UPDATE_COMPLETE');
  });

  it('R12: what was reached and is pending for too long is no repair to be tried again: it is looked at', () => {
    stack.put([resource('a', SERVER)]);
    succeeds('a');
    stack.look(stack.only('a'), seen('pending'));
    stack.ring(stack.only('a'));
    assert.equal(stack.status, 'CHECK_FAILED');
    assert.equal(stack.only('a').timer?.purpose, 'pending');
    stack.look(stack.only('a'), ready());
    assert.equal(stack.status, 'CREATE_COMPLETE');
  });

  it('R24: the loss of a worker is no attempt, but too many in a row hold the job', () => {
    stack.put([resource('a', SERVER)]);
    for (let n = 0; n < 5; n += 1) stack.lose(stack.job('a'));
    assert.equal(stack.status, 'CREATE_FAILED');
  });

  it('attempts count for one digest only, and are used up', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    succeeds('a');
    stack.put([resource('a', SERVER, { size: 2 })]);
    for (let n = 0; n < 2; n += 1) {
      fails('a', 'transient');
      if (n === 0) stack.ring(stack.only('a'));
    }
    stack.put([resource('a', SERVER, { size: 3 })]);
    fails('a', 'transient');
    assert.equal(stack.status, 'UPDATE_IN_PROGRESS');
    for (let n = 0; n < 2; n += 1) {
      stack.ring(stack.only('a'));
      fails('a', 'transient');
    }
    assert.equal(stack.status, 'UPDATE_FAILED');
  });
});
