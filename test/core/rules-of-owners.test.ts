import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready } from './story.js';
import { MACHINE, SERVER, VALUE, VOLUME, ref, resource } from './types.js';

describe('the rules of the core: who has a thing, and who takes it over (R7, R8)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  describe('a thing that changes hands (R7)', () => {
    it('takes along who stands on it', () => {
      stack.put([resource('old', SERVER), resource('b', SERVER, {}, ['old'])]);
      stack.succeeds('old', 'the-file');
      stack.succeeds('b');
      stack.put([resource('new', SERVER), resource('b', SERVER, { size: 2 }, ['new'])]);
      stack.ask({ paused: true });
      stack.succeeds('new', 'the-file');
      assert.deepEqual(
        stack.only('b').requires.map(({ resource: { name } }) => name),
        ['new'],
      );
      stack.put([], 'DELETE', { paused: false });
      assert.deepEqual(stack.actions, ['delete b']);
    });

    it('is given by what is being deleted, by an orphan, and by what is wanted as another type', () => {
      const goal = [resource('b', SERVER)];
      const takes = (thing: string) => {
        stack.put([...stack.snapshot.goal.resources, resource('c', SERVER)]);
        stack.succeeds('c', thing);
        assert.equal(stack.verdict('c'), 'settled');
        assert.equal(stack.only('c').physicalId, thing);
      };
      stack.put(goal);
      stack.succeeds('b');
      stack.put([]);
      stack.fails('b', 'transient');
      stack.put(goal);
      stack.succeeds('b', 'b-2');
      takes('b-1');

      stack = new Story();
      stack.put([...goal, resource('c', SERVER)]);
      const zombie = stack.job('b');
      stack.lose(zombie);
      stack.ask({ paused: true });
      stack.succeeds('b', 'b-2');
      stack.report(zombie, { outcome: 'succeeded', physicalId: 'b-1' });
      assert.equal(stack.instances('b').length, 2);
      stack.succeeds('c', 'b-1');
      assert.equal(stack.verdict('c'), 'settled');
      assert.equal(stack.instances('b').length, 1);

      stack = new Story();
      stack.put(goal);
      stack.succeeds('b');
      stack.put([resource('b', VOLUME)]);
      takes('b-1');
    });

    it('is not taken by a run that is over: neither from another resource nor from its successor (R8)', () => {
      stack.put([resource('a', SERVER), resource('c', SERVER)]);
      const zombies = [stack.job('a'), stack.job('c')];
      for (const zombie of zombies) stack.lose(zombie);
      stack.fails('a');
      stack.put([resource('a', SERVER), resource('c', SERVER)]);
      stack.report(
        stack.jobs.find(({ action, name }) => action === 'create' && name === 'a')!,
        {
          outcome: 'succeeded',
          physicalId: 'the-file',
          observation: ready(),
        },
      );
      assert.equal(stack.verdict('a'), 'settled');
      const [former, live] = stack.instances('a');
      for (const zombie of [...zombies, { ...zombies[0]!, ordinal: 99 }])
        assert.equal(stack.report(zombie, { outcome: 'succeeded', physicalId: 'the-file' }), 'stale');
      assert.equal(live?.physicalId, 'the-file');
      assert.equal(former?.physicalId, '');
      assert.equal(stack.job('c').physicalId, '');
      assert.equal(stack.verdict('a'), 'settled');
      assert.equal(stack.snapshot.instances.size, 3);
    });

    it('is gone, and made anew, if it was found and deleted for a half-made one of before (R9)', () => {
      const goal = [resource('a', SERVER), resource('b', SERVER, { on: ref('a') })];
      stack.put(goal);
      stack.lose(stack.job('a'));
      stack.fails('a');
      stack.put(goal);
      stack.succeeds('a', 'the-file');
      const found = stack.jobs.find(({ action }) => action === 'delete')!;
      stack.report(found, { outcome: 'succeeded', physicalId: 'the-file' });
      assert.deepEqual(stack.actions, ['create a', 'create b']);
      assert.equal(stack.resource('a').done, false);
    });

    it('is not deleted since it is named twice, where it is only referred to (R8)', () => {
      const goal = [{ ...resource('a', SERVER), externalId: 'theirs' }];
      stack.put(goal);
      stack.look(stack.only('a'), ready());
      stack.ask({ requests: [stack.request('check')] }, 'CHECK');
      const check = stack.job('a');
      stack.succeeds('a', 'theirs');
      assert.equal(stack.report(check, { outcome: 'succeeded', physicalId: 'theirs' }), 'stale');
      mustBeQuiet(stack.snapshot);
    });

    it('is nobody’s once it is deleted: made again by a run that is over, it is deleted again (R8)', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER)]);
      const zombie = stack.job('a');
      stack.lose(zombie);
      stack.succeeds('a');
      stack.put([resource('b', SERVER)]);
      stack.succeeds('a', '', null);
      assert.equal(stack.snapshot.byPhysicalId.size, 0);
      stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-1' });
      assert.deepEqual(stack.actions, ['create b', 'delete a']);
    });

    it('is not a value of the engine: what a run that is over says of one is nothing to delete (R8)', () => {
      stack.put([resource('a', VALUE)]);
      const zombie = stack.job('a');
      stack.lose(zombie);
      stack.succeeds('a');
      stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-2' });
      mustBeQuiet(stack.snapshot);
    });

    it('may be a record of the engine, which a run that was lost has left: it is searched for (R9)', () => {
      stack.put([resource('a', VALUE)]);
      stack.lose(stack.job('a'));
      stack.fails('a');
      stack.delete();
      assert.deepEqual([stack.actions, stack.job('a').physicalId], [['delete a'], '']);
      stack.succeeds('a', '', null);
      assert.equal(stack.status, 'DELETE_COMPLETE');
    });

    it('is not named by a checkpoint of one that may not have it', () => {
      stack.put([resource('a', SERVER), resource('c', SERVER)]);
      stack.succeeds('a', 'the-file');
      stack.checkpoint(stack.job('c'), '', 'the-file');
      assert.equal(stack.only('c').physicalId, '');
      assert.equal(stack.only('a').physicalId, 'the-file');
      stack.succeeds('c', 'c-1');
    });

    it('is not a value that lives in the engine: two may have the same name', () => {
      stack.put([resource('a', VALUE), resource('b', VALUE)]);
      stack.succeeds('a', 'same');
      stack.succeeds('b', 'same');
      assert.equal(stack.status, 'CREATE_COMPLETE');
    });
  });

  describe('a delete', () => {
    it('that is tried again waits for a create that may name the same thing', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a', 'the-file');
      stack.put([]);
      stack.fails('a', 'transient');
      stack.put([resource('a', SERVER)]);
      stack.ring(stack.instances('a')[0]!);
      assert.deepEqual(stack.actions, ['create a']);
      stack.succeeds('a', 'the-file');
      assert.equal(stack.instances('a').length, 1);
      mustBeQuiet(stack.snapshot);
    });

    it('goes on when that has named another one', () => {
      stack.put([resource('a', SERVER)]);
      stack.succeeds('a');
      stack.put([]);
      stack.fails('a', 'transient');
      stack.put([resource('a', SERVER)]);
      stack.ring(stack.instances('a')[0]!);
      stack.checkpoint(stack.job('a'), '', 'a-2');
      assert.deepEqual(stack.actions, ['create a', 'delete a']);
    });

    it('of what was replaced need not wait for what a user asks of its successor', () => {
      const goal = (zone: string) => [
        resource('a', MACHINE, { zone }),
        resource('b', SERVER, { on: ref('a') }),
      ];
      stack.put(goal('x'));
      stack.succeeds('a');
      stack.succeeds('b');
      stack.put(goal('y'));
      stack.succeeds('a', 'a-2');
      stack.ask({ requests: [stack.request('check', 'a')] }, 'CHECK');
      assert.deepEqual(stack.actions, ['check a', 'update b']);
      stack.succeeds('b');
      assert.deepEqual(stack.actions, ['check a', 'delete a']);
    });
  });
});
