import assert from 'node:assert/strict';
import type { GoalResource } from '../../lib/hot/values.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { ADDRESS, MACHINE, SERVER, VOLUME, attr, ref, resource } from './types.js';

describe('the rules of the core: what is kept, only referred to, given up or left alone', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const course = (): string[] => {
    const order: string[] = [];
    for (let job = stack.jobs[0]; job; job = stack.jobs[0]) {
      const physicalId =
        job.action === 'delete' ? '' : job.physicalId || `${job.name}-${String(job.ordinal)}`;
      order.push(`${job.action} ${job.name}`);
      stack.report(job, { outcome: 'succeeded', physicalId, observation: ready(), data: `"of ${job.name}"` });
    }
    return order;
  };
  const made = (goal: readonly GoalResource[]) => {
    stack.put(goal);
    course();
    assert.equal(stack.status, 'CREATE_COMPLETE');
  };
  const lastOf = (name: string) => stack.events.findLast((event) => event.name === name)?.reason ?? '';

  describe('what is retained', () => {
    const kept = (...more: Parameters<typeof resource>): GoalResource => ({
      ...resource(...more),
      deletionPolicy: 'retain',
    });

    it('stays when nobody wants it any more, in order', () => {
      made([kept('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
      stack.delete();
      assert.deepEqual(stack.actions, ['delete b']);
      assert.equal(stack.instances('a').length, 1);
      course();
      assert.equal(stack.status, 'DELETE_COMPLETE');
      assert.equal(lastOf('a'), 'a-1 is retained');
    });

    it('stays beside the one that takes its place', () => {
      made([kept('a', VOLUME, { zone: 'x' })]);
      stack.put([kept('a', VOLUME, { zone: 'y' })]);
      assert.deepEqual(course(), ['create a']);
      assert.equal(stack.only('a').physicalId, 'a-2');
      assert.equal(stack.status, 'UPDATE_COMPLETE');
    });

    it('is what the last goal said that wanted it', () => {
      made([resource('a', SERVER), kept('b', SERVER)]);
      stack.put([kept('a', SERVER), resource('b', SERVER)]);
      stack.delete();
      assert.deepEqual(course(), ['delete b']);
      assert.equal(lastOf('a'), 'a-1 is retained');
    });

    it('says nothing of a thing whose delete has begun', () => {
      made([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
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
      made([kept('a', SERVER)]);
      stack.restore();
      stack.delete();
      assert.equal(stack.status, 'DELETE_COMPLETE');
      assert.equal(lastOf('a'), 'a-1 is retained');
    });
  });

  describe('what is kept as a snapshot', () => {
    const goal = (type = MACHINE): GoalResource => ({ ...resource('a', type), deletionPolicy: 'snapshot' });

    it('is snapshot, and then deleted', () => {
      made([goal()]);
      stack.delete();
      assert.deepEqual(course(), ['snapshot a', 'delete a']);
      assert.deepEqual(
        stack.kept.map(({ name, data, revision }) => ({ name, data, revision })),
        [{ name: 'a', data: '"of a"', revision: 2 }],
      );
      assert.equal(stack.status, 'DELETE_COMPLETE');
    });

    it('is not deleted as long as that fails', () => {
      made([goal()]);
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
      made([goal(SERVER)]);
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
      made([goal()]);
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
      made([resource('net', SERVER, { size: 1 })]);
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

  describe('a delete', () => {
    it('that abandons forgets all, and in order', () => {
      made([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
      stack.put([], 'DELETE', { abandoned: true });
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'DELETE_COMPLETE');
      assert.equal(lastOf('a'), 'a-1 is abandoned with its stack, and stays');
      const gone = stack.events.filter(({ action, status }) => action === 'DELETE' && status === 'COMPLETE');
      assert.deepEqual(
        gone.map(({ name }) => name),
        ['b', 'a', 's'],
      );
    });

    it('that is forced tries, and gives up what then fails for good, saying so', () => {
      made([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
      stack.put([], 'DELETE', { forced: true });
      assert.deepEqual(stack.actions, ['delete b']);
      stack.fails('b', 'transient');
      assert.deepEqual(stack.actions, [], 'what may work the next time is tried again');
      stack.ring(stack.only('b'));
      stack.fails('b');
      assert.equal(lastOf('b'), 'b-2 is given up and left behind: quota exceeded');
      assert.deepEqual(course(), ['delete a']);
      assert.equal(stack.status, 'DELETE_COMPLETE');
    });

    it('that is forced after one that failed tries once more before it gives up', () => {
      made([resource('a', SERVER)]);
      stack.delete();
      stack.fails('a');
      stack.put([], 'DELETE', { forced: true });
      assert.deepEqual(stack.actions, ['delete a']);
      stack.fails('a');
      assert.equal(stack.status, 'DELETE_COMPLETE');
    });
  });

  describe('what is skipped', () => {
    it('counts as done however it is, and holds nobody up', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      stack.fails('a');
      assert.equal(stack.status, 'CREATE_FAILED');
      stack.ask({ skipped: ['a'] });
      assert.deepEqual(stack.actions, ['create b']);
      course();
      assert.equal(stack.status, 'CREATE_COMPLETE');
      assert.equal(stack.verdict('a'), 'skipped');
      assert.match(stack.why('a'), /it is skipped, and counts as done/);
    });

    it('is left as it is, and referred to as it is', () => {
      made([resource('a', SERVER, { size: 1 }), resource('b', SERVER, { on: ref('a') })]);
      stack.put(
        [resource('a', SERVER, { size: 2 }), resource('b', SERVER, { on: attr('a', 'address') })],
        'UPDATE',
        {
          skipped: ['a'],
        },
      );
      assert.deepEqual(course(), ['update b']);
      assert.equal(stack.status, 'UPDATE_COMPLETE');
      stack.turns('a', 'absent');
      assert.deepEqual(stack.actions, []);
      stack.ask({ skipped: [] });
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('what refers to one that was never made cannot be worked out, and says so', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })], 'CREATE', {
        skipped: ['a'],
      });
      assert.equal(stack.verdict('b'), 'failed');
      assert.equal(stack.why('b'), 'it refers to a, which is skipped and does not exist');
      assert.equal(stack.status, 'CREATE_FAILED');
    });

    it('needs not wait for what it needs', () => {
      stack.put(
        [resource('a', SERVER), resource('b', SERVER, {}, ['a']), resource('c', SERVER, {}, ['b'])],
        'CREATE',
        {
          skipped: ['b'],
        },
      );
      assert.deepEqual(stack.actions, ['create a', 'create c']);
    });

    it('is not asked to suspend, and holds up no one who is', () => {
      made([resource('a', MACHINE), resource('b', MACHINE, { on: ref('a') })]);
      stack.ask({ skipped: ['b'], suspended: true }, 'SUSPEND');
      assert.deepEqual(course(), ['suspend a']);
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
      stack = new Story();
      stack.put([resource('a', MACHINE), resource('b', MACHINE, { on: ref('a') })], 'CREATE', {
        skipped: ['b'],
      });
      stack.succeeds('a');
      stack.ask({ suspended: true }, 'SUSPEND');
      assert.deepEqual(course(), ['suspend a'], 'also where it was never made');
    });

    it('and was half made does not stay so', () => {
      stack.put([resource('a', SERVER)]);
      stack.lose(stack.job('a'));
      stack.fails('a');
      stack.ask({ skipped: ['a'] });
      assert.deepEqual(stack.actions, ['delete a']);
    });
  });

  describe('a pause', () => {
    it('is said of a stack that is under way', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      stack.ask({ paused: true });
      stack.succeeds('a');
      assert.equal(stack.convergence, 'paused');
      assert.equal(stack.status, 'CREATE_IN_PROGRESS');
    });

    it('begins nothing and cancels nothing; what is seen is known, and done when it is over', () => {
      made([resource('a', SERVER, { size: 1 }), resource('b', SERVER)]);
      stack.look(stack.only('a'), ready({ size: 1 }));
      stack.put([resource('a', SERVER, { size: 1 }), resource('b', SERVER, { size: 2 })]);
      stack.ask({ paused: true });
      assert.equal(stack.isCancelled('b'), false);
      course();
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('a'), 'paused');
      assert.equal(stack.why('a'), 'the stack is paused: something is to be done once it is not any more');
      assert.equal(stack.convergence, 'paused');
      stack.ask({ paused: false });
      assert.deepEqual(stack.actions, ['update a']);
    });

    it('holds deletes and forgets nothing', () => {
      made([{ ...resource('a', SERVER), deletionPolicy: 'retain' }, resource('b', ADDRESS)]);
      stack.ask({ paused: true });
      stack.delete();
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'DELETE_IN_PROGRESS');
      assert.equal(stack.instances('a').length, 1);
      assert.match(stack.why('b'), /b-2 is to be deleted once the stack is not paused any more/);
      stack.ask({ paused: false });
      assert.deepEqual(course(), ['delete b']);
      assert.equal(stack.status, 'DELETE_COMPLETE');
    });

    it('what is pending may turn ready meanwhile', () => {
      stack.put([resource('a', SERVER), resource('b', SERVER, {}, ['a'])]);
      stack.succeeds('a', 'a-1', seen('pending'));
      stack.ask({ paused: true });
      stack.look(stack.only('a'), ready());
      assert.equal(stack.verdict('a'), 'settled');
      assert.equal(stack.verdict('b'), 'paused');
      assert.equal(stack.status, 'CREATE_IN_PROGRESS');
    });
  });
});
