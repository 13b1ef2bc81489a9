import assert from 'node:assert/strict';
import type { GoalResource } from '../../lib/hot/values.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready } from './story.js';
import { SERVER, VOLUME, MACHINE, ref, attr, resource } from './types.js';

describe('the rules of the core: what is kept, or only referred to', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const course = () => stack.course();
  const lastOf = (name: string) => stack.events.findLast((event) => event.name === name)?.reason ?? '';

  describe('what is retained', () => {
    const kept = (...more: Parameters<typeof resource>): GoalResource => ({
      ...resource(...more),
      deletionPolicy: 'retain',
    });

    it('stays when nobody wants it any more, in order', () => {
      stack.makes([kept('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
      stack.delete();
      assert.deepEqual(stack.actions, ['delete b']);
      assert.equal(stack.instances('a').length, 1);
      course();
      assert.equal(stack.status, 'DELETE_COMPLETE');
      assert.equal(lastOf('a'), 'a-1 is retained');
    });

    it('stays beside the one that takes its place', () => {
      stack.makes([kept('a', VOLUME, { zone: 'x' })]);
      stack.put([kept('a', VOLUME, { zone: 'y' })]);
      assert.deepEqual(course(), ['create a']);
      assert.equal(stack.only('a').physicalId, 'a-2');
      assert.equal(stack.status, 'UPDATE_COMPLETE');
    });

    it('is what the last goal said that wanted it', () => {
      stack.makes([resource('a', SERVER), kept('b', SERVER)]);
      stack.put([kept('a', SERVER), resource('b', SERVER)]);
      stack.delete();
      assert.deepEqual(course(), ['delete b']);
      assert.equal(lastOf('a'), 'a-1 is retained');
    });

    it('says nothing of a thing whose delete has begun', () => {
      stack.makes([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      stack.put([resource('a', SERVER)]);
      stack.fails('b', 'transient');
      stack.put([resource('a', SERVER), kept('b', SERVER)]);
      stack.succeeds('b', 'b-3');
      stack.ring(stack.instances('b')[0]!);
      assert.deepEqual(course(), ['delete b'], 'it is half gone');
    });

    it('a create that never came about is not kept, but searched for and removed', () => {
      stack.put([kept('a', SERVER)]);
      stack.lose(stack.job('a'));
      stack.report(stack.job('a'), { outcome: 'permanent', error: 'quota exceeded' });
      stack.delete();
      assert.deepEqual(stack.actions, ['delete a']);
    });

    it('survives a restart', () => {
      stack.makes([kept('a', SERVER)]);
      stack.restore();
      stack.delete();
      assert.equal(stack.status, 'DELETE_COMPLETE');
      assert.equal(lastOf('a'), 'a-1 is retained');
    });
  });

  describe('what is kept as a snapshot', () => {
    const goal = (type = MACHINE): GoalResource => ({ ...resource('a', type), deletionPolicy: 'snapshot' });

    it('is snapshot, and then deleted', () => {
      stack.makes([goal()]);
      stack.delete();
      assert.deepEqual(course(), ['snapshot a', 'delete a']);
      assert.deepEqual(
        stack.kept.map(({ name, data, revision }) => ({ name, data, revision })),
        [{ name: 'a', data: '"of a"', revision: 2 }],
      );
      assert.equal(stack.status, 'DELETE_COMPLETE');
    });

    it('is not deleted as long as that fails', () => {
      stack.makes([goal()]);
      stack.delete();
      stack.fails('a', 'transient');
      assert.equal(stack.only('a').verdict, 'retry');
      stack.ring(stack.only('a'));
      assert.deepEqual(stack.actions, ['snapshot a']);
      stack.fails('a');
      assert.equal(stack.status, 'DELETE_FAILED');
      assert.deepEqual(stack.actions, []);
      stack.delete();
      stack.delete();
      assert.equal(stack.isCancelled('a'), false, 'it serves a delete as well as ever');
      assert.deepEqual(course(), ['snapshot a', 'delete a']);
    });

    it('is merely deleted where its type keeps nothing, or nothing was ever made', () => {
      stack.makes([goal(SERVER)]);
      stack.delete();
      assert.deepEqual(course(), ['delete a']);
      assert.deepEqual(stack.kept, []);
      stack = new Story();
      stack.put([goal()]);
      stack.report(stack.job('a'), { outcome: 'permanent', physicalId: 'half', error: 'quota exceeded' });
      stack.delete();
      assert.deepEqual(course(), ['delete a']);
      stack = new Story();
      stack.put([goal()]);
      stack.succeeds('a', '');
      stack.delete();
      assert.deepEqual(stack.actions, ['delete a'], 'nobody knows which');
    });

    it('goes on with its snapshot when its name is wanted again, which begins with a new one', () => {
      stack.makes([goal()]);
      stack.put([]);
      assert.deepEqual(stack.actions, ['snapshot a']);
      stack.put([goal()]);
      assert.ok(stack.isCancelled('a'), 'nobody wants it gone any more');
      stack.report(stack.job('a'), { outcome: 'aborted' });
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.only('a').ordinal, 1);
      mustBeQuiet(stack.snapshot);
    });
  });

  describe('what is only referred to (external_id)', () => {
    const theirs = (id = 'their-net'): GoalResource => ({
      ...resource('net', SERVER, { size: 1 }),
      externalId: id,
    });

    it('is there from the beginning and looked at; others are built on it', () => {
      stack.put([theirs(), resource('vm', SERVER, { on: ref('net'), zone: attr('net', 'address') })]);
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('net'), 'observation');
      stack.look(stack.only('net'), ready({ size: 7 }, 'there'));
      assert.deepEqual(stack.actions, ['create vm']);
      assert.equal(stack.job('vm').goal, '{"on":"their-net","zone":"there"}');
      course();
      assert.equal(stack.status, 'CREATE_COMPLETE');
      mustBeQuiet(stack.snapshot);
    });

    it('is never changed, whatever it is like, nor deleted', () => {
      stack.put([theirs()]);
      stack.look(stack.only('net'), ready({ size: 7 }));
      stack.look(stack.only('net'), ready({ size: 8 }));
      assert.equal(stack.convergence, 'converged');
      stack.put([{ ...theirs(), properties: { size: { lit: 9 } } }]);
      assert.deepEqual(stack.actions, []);
      stack.delete();
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'DELETE_COMPLETE');
      assert.equal(lastOf('net'), 'their-net was only referred to, and stays');
    });

    it('that is not there fails, and is well when it comes', () => {
      stack.put([theirs(), resource('vm', SERVER, { on: ref('net') })]);
      stack.turns('net', 'absent');
      assert.equal(stack.status, 'CREATE_FAILED');
      assert.equal(stack.failures[0]?.kind, 'timeout');
      assert.deepEqual(stack.actions, []);
      stack.look(stack.only('net'), ready());
      assert.deepEqual(stack.actions, ['create vm']);
    });

    it('that goes later makes the stack CHECK_FAILED, and nothing else', () => {
      stack.put([theirs(), resource('vm', SERVER, { on: ref('net') })]);
      stack.look(stack.only('net'), ready());
      course();
      stack.turns('net', 'broken');
      assert.equal(stack.status, 'CHECK_FAILED');
      assert.equal(stack.verdict('vm'), 'settled');
      assert.deepEqual(stack.actions, []);
      stack.look(stack.only('net'), ready());
      assert.equal(stack.status, 'CREATE_COMPLETE');
    });

    it('another id is another thing: the former is forgotten, dependants move over', () => {
      stack.put([theirs(), resource('vm', SERVER, { on: ref('net') })]);
      stack.look(stack.only('net'), ready());
      course();
      stack.put([theirs('other-net'), resource('vm', SERVER, { on: ref('net') })]);
      stack.look(stack.instances('net').at(-1)!, ready());
      assert.deepEqual(stack.actions, ['update vm']);
      course();
      assert.equal(stack.only('net').physicalId, 'other-net');
    });

    it('what was made here does not become one: it would have to be deleted for it', () => {
      stack.makes([resource('net', SERVER, { size: 1 })]);
      stack.put([theirs()]);
      assert.equal(stack.verdict('net'), 'failed');
      assert.match(stack.why('net'), /an external_id cannot be given to a resource that has a thing already/);
      assert.deepEqual(stack.actions, []);
      stack.put([resource('net', SERVER, { size: 1 })]);
      assert.equal(stack.status, 'UPDATE_COMPLETE');
      assert.equal(stack.only('net').physicalId, 'net-1');
    });

    it('marked unhealthy it is failed, and says that others have to put it right', () => {
      stack.put([theirs()]);
      stack.look(stack.only('net'), ready());
      stack.ask({ requests: [stack.request('unhealthy', 'net', 'it smells')] });
      assert.equal(stack.verdict('net'), 'failed');
      assert.match(
        stack.why('net'),
        /marked unhealthy: it smells; it is only referred to, and put right elsewhere/,
      );
      assert.deepEqual(stack.actions, []);
    });

    it('is asked nothing: neither to suspend nor to be snapshot', () => {
      stack.put([{ ...resource('net', MACHINE), externalId: 'their-net' }]);
      stack.look(stack.only('net'), ready());
      stack.ask({ suspended: true }, 'SUSPEND');
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
    });

    it('is one and the same after a restart', () => {
      stack.put([theirs()]);
      stack.look(stack.only('net'), ready());
      stack.restore();
      assert.equal(stack.only('net').external, true);
      assert.equal(stack.status, 'CREATE_COMPLETE');
    });
  });
});
