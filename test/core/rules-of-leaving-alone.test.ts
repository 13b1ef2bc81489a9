import assert from 'node:assert/strict';
import { mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { SERVER, MACHINE, ADDRESS, ref, attr, resource } from './types.js';

describe('the rules of the core: what is given up, skipped or paused', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const course = () => stack.course();
  const lastOf = (name: string) => stack.events.findLast((event) => event.name === name)?.reason ?? '';

  describe('a delete', () => {
    it('that abandons forgets all, and in order', () => {
      stack.makes([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
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
      stack.makes([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
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
      stack.makes([resource('a', SERVER)]);
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
      stack.makes([resource('a', SERVER, { size: 1 }), resource('b', SERVER, { on: ref('a') })]);
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
      stack.makes([resource('a', MACHINE), resource('b', MACHINE, { on: ref('a') })]);
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
      stack.makes([resource('a', SERVER, { size: 1 }), resource('b', SERVER)]);
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
      stack.makes([{ ...resource('a', SERVER), deletionPolicy: 'retain' }, resource('b', ADDRESS)]);
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
