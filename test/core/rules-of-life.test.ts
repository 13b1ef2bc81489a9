import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, seen } from './story.js';
import { SERVER, VOLUME, ref, resource } from './types.js';

describe('the rules of the core: what lives, and when it goes', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  it('R1: what only depends on a replaced thing does not hold its clean-up', () => {
    const goal = (zone: string) => [resource('a', VOLUME, { zone }), resource('b', SERVER, {}, ['a'])];
    stack.put(goal('x'));
    stack.succeeds('a');
    stack.succeeds('b');
    stack.put(goal('y'));
    stack.succeeds('a', 'a-2');
    assert.deepEqual(stack.actions, ['delete a'], 'b re-records without a job');
  });

  it('R1: a delete waits for all that stands on it, also for what is not live any more', () => {
    stack.put([resource('a', SERVER), resource('b', VOLUME, { zone: ref('a') })]);
    stack.succeeds('a');
    stack.succeeds('b');
    stack.delete();
    assert.deepEqual(stack.actions, ['delete b']);
    stack.fails('b', 'transient');
    assert.deepEqual(stack.actions, []);
    stack.ring(stack.only('b'));
    stack.succeeds('b', '', null);
    assert.deepEqual(stack.actions, ['delete a']);
  });

  it('R2: the old one stays until its successor is ready, and a rollback returns to it', () => {
    stack.put([resource('a', VOLUME, { zone: 'x' })]);
    stack.succeeds('a');
    stack.put([resource('a', VOLUME, { zone: 'y' })]);
    stack.succeeds('a', 'a-2', seen('pending'));
    assert.deepEqual(stack.actions, []);
    stack.put([resource('a', VOLUME, { zone: 'x' })]);
    assert.deepEqual(stack.actions, ['delete a']);
    assert.equal(stack.job('a').physicalId, 'a-2');
    assert.equal(stack.instances('a')[0]?.physicalId, 'a-1');
  });

  it('R2: what is being deleted is never live again; its name waits until it is gone', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    stack.put([]);
    stack.put([resource('a', SERVER)]);
    assert.deepEqual(stack.actions, ['delete a']);
    stack.succeeds('a', '', null);
    assert.deepEqual(stack.actions, ['create a']);
    assert.equal(stack.job('a').physicalId, '');
  });

  it('R2: not even when its delete fails', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    stack.put([]);
    stack.put([resource('a', SERVER)]);
    stack.fails('a', 'transient');
    assert.deepEqual(stack.actions, ['create a']);
    assert.equal(stack.job('a').ordinal, 2);
  });

  it('R7: a thing that a renamed resource takes over is not deleted', () => {
    stack.put([resource('old', SERVER)]);
    stack.succeeds('old', 'the-file');
    stack.put([resource('new', SERVER)]);
    assert.deepEqual(stack.actions, ['create new', 'delete old']);
    stack.put([resource('other', SERVER)]);
    stack.succeeds('new', 'the-file');
    assert.equal(stack.instances('old').length, 0);
    assert.equal(stack.snapshot.byPhysicalId.size, 1);
    stack.jobs = stack.jobs.filter(({ name }) => name !== 'old');
  });

  it('R7: two resources that are both wanted do not take a thing from each other', () => {
    const goal = [resource('a', SERVER), resource('b', SERVER, {}, ['a']), resource('c', SERVER)];
    stack.put(goal);
    stack.succeeds('a', 'the-file');
    stack.succeeds('b');
    stack.succeeds('c', 'the-file');
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.snapshot.resources.get('a')?.verdict, 'settled');
    assert.equal(stack.snapshot.resources.get('c')?.verdict, 'failed');
    assert.match(
      stack.instances('c')[0]?.failure?.cause ?? '',
      /the-file is taken by resource a of this stack/,
    );
  });

  it('R8: an orphan is deleted at once when no create can name it', () => {
    stack.put([resource('a', SERVER)]);
    const zombie = stack.job('a');
    stack.fails('a');
    stack.put([resource('b', SERVER), resource('a', SERVER, {}, ['b'])]);
    stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-1' });
    stack.put([resource('b', SERVER), resource('a', SERVER, {}, ['b'])]);
    stack.report({ ...zombie, ordinal: 99 }, { outcome: 'succeeded', physicalId: 'a-2' });
    assert.deepEqual(stack.actions, ['create b', 'delete a']);
    assert.equal(stack.job('a').physicalId, 'a-2');
  });

  it('R8: an orphan goes as soon as the create has named another thing', () => {
    stack.put([resource('a', SERVER)]);
    const first = stack.job('a');
    stack.report({ ...first, ordinal: 99 }, { outcome: 'succeeded', physicalId: 'orphan' });
    stack.lose(first);
    assert.deepEqual(stack.actions, ['create a']);
    stack.report(first, { outcome: 'succeeded', physicalId: 'mine' });
    assert.deepEqual(stack.actions, ['create a', 'delete a']);
  });

  it('R8: what a stale report names is deleted, unless somebody holds it', () => {
    stack.put([resource('a', SERVER)]);
    const zombie = stack.job('a');
    stack.lose(zombie);
    stack.succeeds('a', 'a-2');
    assert.equal(stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-2' }), 'stale');
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-1' }), 'stale');
    assert.deepEqual(stack.actions, ['delete a']);
    assert.equal(stack.job('a').physicalId, 'a-1');
  });

  it('R8: what a run has made goes also when it was stopped, and what it was told of stays', () => {
    stack.put([resource('a', SERVER)]);
    const zombie = stack.job('a');
    stack.lose(zombie);
    stack.succeeds('a', 'a-2');
    stack.report(zombie, { outcome: 'aborted', physicalId: 'kept', made: false });
    stack.report(zombie, { outcome: 'succeeded', physicalId: 'kept', made: false });
    assert.deepEqual(stack.actions, []);
    stack.report(zombie, { outcome: 'aborted', physicalId: 'a-1' });
    assert.deepEqual(stack.actions, ['delete a']);
    assert.equal(stack.job('a').physicalId, 'a-1');
  });

  it('R8: an orphan waits for a create that may be about to name it', () => {
    stack.put([resource('a', SERVER)]);
    const zombie = stack.job('a');
    stack.put([]);
    stack.lose(zombie);
    stack.succeeds('a', '', null);
    stack.ring(stack.only('a'));
    stack.succeeds('a', '', null);
    stack.put([resource('a', SERVER)]);
    stack.report(zombie, { outcome: 'succeeded', physicalId: 'same' });
    assert.deepEqual(stack.actions, ['create a']);
    stack.succeeds('a', 'same');
    mustBeQuiet(stack.snapshot);
  });

  it('R9: what may have been made and told nobody is searched for, and once more after a while', () => {
    stack.put([resource('a', SERVER)]);
    stack.lose(stack.job('a'));
    stack.delete();
    stack.lose(stack.job('a'));
    stack.succeeds('a', '', null);
    assert.equal(stack.status, 'DELETE_IN_PROGRESS');
    assert.equal(stack.only('a').timer?.purpose, 'search');
    stack.ring(stack.only('a'));
    stack.fails('a', 'transient');
    stack.ring(stack.only('a'));
    stack.succeeds('a', '', null);
    assert.equal(stack.status, 'DELETE_COMPLETE');
  });

  it('R9: a search that its handler puts off goes on when it says, and is not waited for in a circle', () => {
    stack.put([resource('a', SERVER)]);
    stack.lose(stack.job('a'));
    stack.delete();
    stack.lose(stack.job('a'));
    stack.succeeds('a', '', null);
    assert.equal(stack.only('a').timer?.purpose, 'search');
    stack.ring(stack.only('a'));
    stack.report(stack.job('a'), { outcome: 'again', againMs: 1_000, error: 'the engine is badly off' });
    assert.equal(stack.only('a').timer?.purpose, 'again');
    stack.ring(stack.only('a'));
    assert.deepEqual(stack.actions, ['delete a']);
    stack.succeeds('a', '', null);
    assert.equal(stack.status, 'DELETE_COMPLETE');
  });

  it('R9: a refusal at the first try leaves nothing to search for; after a lost run it may', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER)]);
    stack.fails('a');
    stack.lose(stack.job('b'));
    stack.fails('b');
    stack.delete();
    assert.deepEqual(stack.actions, ['delete b']);
    stack.succeeds('b', '', null);
    stack.ring(stack.only('b'));
    stack.succeeds('b', '', null);
    assert.equal(stack.status, 'DELETE_COMPLETE');
  });

  it('R10: every try of a create is of the same instance; what is made again is another', () => {
    stack.put([resource('a', SERVER)]);
    stack.fails('a', 'transient');
    stack.ring(stack.only('a'));
    assert.equal(stack.job('a').ordinal, 1);
    stack.succeeds('a');
    stack.look(stack.only('a'), seen('absent'));
    stack.look(stack.only('a'), seen('absent'));
    assert.equal(stack.job('a').ordinal, 2);
  });

  it('R10: a create goes on only with what it began with', () => {
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.fails('a', 'transient');
    stack.put([resource('a', SERVER, { size: 2 })]);
    assert.equal(stack.job('a').ordinal, 2);
  });

  it('another type is another thing', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    stack.put([resource('a', VOLUME)]);
    assert.deepEqual(stack.actions, ['create a']);
    assert.equal(stack.job('a').type, VOLUME.type);
  });
});
