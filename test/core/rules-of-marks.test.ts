import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready } from './story.js';
import { SERVER, VOLUME, PROBE, MACHINE, ADDRESS, ref, resource } from './types.js';

describe('the rules of the core: what a user says of a thing (R16)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const course = () => stack.course();

  describe('marks, done in the moment in which they are seen', () => {
    it('what is marked unhealthy is replaced, with what stands on it moved over', () => {
      stack.makes([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
      stack.asks('unhealthy', 'a', 'it smells');
      assert.deepEqual(stack.actions, ['create a']);
      assert.deepEqual(
        stack.events.filter(({ action }) => action === 'CHECK').map(({ reason }) => reason),
        ['it smells'],
      );
      assert.deepEqual(course(), ['create a', 'update b', 'delete a']);
      assert.equal(stack.only('a').unhealthy, '', 'the new one is not');
      assert.equal(stack.status, 'CREATE_COMPLETE');
      mustBeQuiet(stack.snapshot);
      stack.restore();
      assert.deepEqual(stack.actions, []);
    });

    it('looks do not make it well, nor is it waited for that it mends itself', () => {
      stack.makes([resource('a', PROBE)]);
      stack.ask({ paused: true });
      stack.asks('unhealthy', 'a');
      stack.look(stack.only('a'), ready({ size: 1 }));
      assert.equal(stack.only('a').status, 'FAILED');
      assert.equal(stack.only('a').reason, 'marked unhealthy');
      assert.equal(stack.verdict('a'), 'paused');
      stack.ask({ paused: false });
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('marked healthy again it stays', () => {
      stack.makes([{ ...resource('a', SERVER), drift: 'report' }]);
      stack.asks('unhealthy', 'a', 'it smells');
      assert.equal(stack.verdict('a'), 'drifted');
      assert.equal(stack.why('a'), 'a-1 is marked unhealthy: it smells');
      stack.asks('healthy', 'a');
      assert.equal(stack.convergence, 'converged');
      assert.equal(stack.only('a').reason, 'marked healthy');
    });

    it('as healthy say nothing of what is', () => {
      stack.makes([resource('a', SERVER)]);
      stack.asks('healthy', 'a');
      assert.deepEqual([stack.only('a').action, stack.only('a').reason], ['CREATE', 'state changed']);
      assert.deepEqual(
        stack.events.filter(({ action }) => action === 'CHECK'),
        [],
      );
      mustBeQuiet(stack.snapshot);
    });

    it('as healthy are told of what a look has found otherwise', () => {
      stack.makesAndSees([{ ...resource('a', SERVER, { size: 1 }), drift: 'report' }]);
      stack.ask({ requests: [stack.request('check')] }, 'CHECK');
      stack.report(stack.job('a'), {
        outcome: 'succeeded',
        physicalId: 'a-1',
        observation: ready({ size: 2 }),
      });
      assert.deepEqual([stack.only('a').action, stack.only('a').status], ['CHECK', 'FAILED']);
      stack.asks('healthy', 'a');
      assert.deepEqual([stack.only('a').action, stack.only('a').reason], ['CHECK', 'marked healthy']);
    });

    it('as healthy are told of what was marked, whatever was done with it since', () => {
      stack.makes([{ ...resource('a', MACHINE), drift: 'report' }]);
      stack.asks('unhealthy', 'a', 'it smells');
      stack.ask({ suspended: true, requests: [] }, 'SUSPEND');
      assert.deepEqual(course(), ['suspend a']);
      assert.deepEqual([stack.only('a').action, stack.only('a').unhealthy], ['SUSPEND', 'it smells']);
      stack.asks('healthy', 'a');
      assert.deepEqual([stack.only('a').unhealthy, stack.only('a').reason], ['', 'marked healthy']);
    });

    it('an update in place makes it well', () => {
      stack.makes([{ ...resource('a', MACHINE, { size: 1 }), drift: 'report' }]);
      stack.asks('unhealthy', 'a', 'it smells');
      stack.asks('healthy', 'a');
      stack.put([{ ...resource('a', MACHINE, { size: 2 }), drift: 'report' }], 'UPDATE', { requests: [] });
      course();
      assert.equal(stack.only('a').unhealthy, '');
    });

    it('of a resource say nothing of what was made of it since', () => {
      stack.makes([resource('a', SERVER)]);
      stack.asks('unhealthy', 'a');
      course();
      stack.put([resource('a', SERVER)], 'UPDATE');
      assert.deepEqual(stack.actions, [], 'the request came with the revision again');
      mustBeQuiet(stack.snapshot);
    });

    it('are not of what was being made when they were said', () => {
      stack.put([resource('a', SERVER)]);
      stack.asks('unhealthy', 'a', 'it smells');
      assert.deepEqual(course(), ['create a']);
      mustBeQuiet(stack.snapshot);
    });

    it('what was half made and cannot be deleted is forgotten as well', () => {
      stack.put([resource('a', SERVER)]);
      stack.lose(stack.job('a'));
      stack.fails('a');
      stack.put([]);
      stack.fails('a');
      stack.asks('forget', 'a');
      assert.equal(stack.instances('a').length, 0);
    });

    it('what is being deleted already is not marked', () => {
      stack.makes([resource('a', VOLUME, { zone: 'x' })]);
      stack.put([resource('a', VOLUME, { zone: 'y' })]);
      stack.succeeds('a', 'a-2');
      assert.deepEqual(stack.actions, ['delete a']);
      stack.asks('unhealthy', 'a', 'it smells');
      assert.deepEqual(
        stack.instances('a').map(({ unhealthy }) => unhealthy),
        ['', 'it smells'],
      );
    });

    it('what cannot be deleted is forgotten, of that resource, and nothing else of it', () => {
      stack.makes([resource('a', SERVER), resource('b', SERVER)]);
      stack.put([resource('a', SERVER, { size: 2 })]);
      stack.succeeds('a');
      stack.fails('b');
      assert.equal(stack.status, 'UPDATE_FAILED');
      stack.asks('forget', 'b');
      assert.equal(stack.instances('b').length, 0);
      assert.match(stack.events.findLast(({ name }) => name === 'b')?.reason ?? '', /b-2 is retained/);
      assert.equal(stack.status, 'UPDATE_COMPLETE');
      stack.asks('forget', 'a');
      assert.equal(stack.only('a').keep, null, 'it is wanted');
    });
  });

  describe('import', () => {
    it('takes a named thing over, which then is ours like any other', () => {
      stack.put([resource('b', SERVER)], 'CREATE');
      course();
      stack.put([resource('b', SERVER), resource('a', MACHINE, { size: 1 })], 'UPDATE', {
        requests: [stack.request('import', 'a', 'their-thing')],
      });
      assert.deepEqual(stack.actions, ['adopt a']);
      assert.equal(stack.job('a').physicalId, 'their-thing');
      stack.succeeds('a', 'their-thing', ready({ size: 1 }));
      assert.equal(stack.status, 'UPDATE_COMPLETE');
      mustBeQuiet(stack.snapshot);
      stack.put([resource('b', SERVER)]);
      assert.equal(stack.job('a').action, 'delete');
    });

    it('changes what is otherwise than wanted and may change in place', () => {
      stack.put([resource('a', MACHINE, { size: 1, zone: 'x' })], 'CREATE', {
        requests: [{ number: 1, verb: 'import', resource: 'a', argument: 'their-thing' }],
      });
      stack.succeeds('a', 'their-thing', ready({ size: 7, zone: 'x', on: 'not in the goal' }));
      assert.deepEqual(stack.actions, ['update a']);
      assert.deepEqual(stack.only('a').job?.changes, ['size']);
      stack.succeeds('a', 'their-thing', ready({ size: 1, zone: 'x' }));
      assert.equal(stack.status, 'CREATE_COMPLETE');
    });

    it('fails for what cannot change in place; the thing stays theirs, whatever comes', () => {
      stack.put([resource('a', MACHINE, { zone: 'x' })], 'CREATE', {
        requests: [{ number: 1, verb: 'import', resource: 'a', argument: 'their-thing' }],
      });
      stack.succeeds('a', 'their-thing', ready({ zone: 'y', size: 3 }));
      assert.equal(stack.status, 'CREATE_FAILED');
      assert.match(stack.why('a'), /their-thing cannot be taken over: its zone cannot change in place/);
      stack.put([resource('a', MACHINE, { zone: 'z' })], 'UPDATE', {});
      assert.deepEqual(stack.actions, ['adopt a'], 'a new goal tries it again');
      stack.fails('a');
      stack.put([resource('a', MACHINE, { zone: 'y' })], 'UPDATE', {});
      stack.succeeds('a', 'their-thing', ready({ zone: 'y' }));
      assert.equal(stack.status, 'UPDATE_COMPLETE');
    });

    it('what was not taken over is never deleted', () => {
      stack.put([resource('a', ADDRESS, { zone: 'x' })], 'CREATE', {
        requests: [{ number: 1, verb: 'import', resource: 'a', argument: 'their-thing' }],
      });
      stack.fails('a');
      assert.deepEqual(stack.actions, []);
      stack.delete();
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'DELETE_COMPLETE');
      assert.match(
        stack.events.findLast(({ name }) => name === 'a')?.reason ?? '',
        /their-thing was not taken over, and stays/,
      );
    });

    it('a failure of it holds, whatever the properties come to', () => {
      stack.put([resource('b', SERVER), resource('a', MACHINE, { on: ref('b') })], 'CREATE', {
        requests: [{ number: 1, verb: 'import', resource: 'a', argument: 'their-thing' }],
      });
      stack.succeeds('b');
      stack.fails('a');
      stack.ask({ paused: true });
      stack.ask({ paused: false });
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('a'), 'failed');
    });

    it('is of no use to a resource that has a thing already, nor a second time', () => {
      stack.makes([resource('a', MACHINE)]);
      stack.put([resource('a', MACHINE)], 'UPDATE', {
        requests: [stack.request('import', 'a', 'their-thing')],
      });
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.only('a').physicalId, 'a-1');
      stack.ask({ requests: [stack.request('import', 'gone', 'their-thing')] });
      assert.deepEqual(stack.actions, []);
      stack.put([]);
      stack.ask({ requests: [stack.request('import', 'a', 'their-thing')] });
      assert.deepEqual(
        stack.instances('a').map(({ physicalId }) => physicalId),
        ['a-1'],
        'nobody wants it any more',
      );
      assert.ok(!stack.events.some(({ reason }) => reason.includes('their-thing')));
    });

    it('is of no use while another one is made; a former that is being deleted is not in its way', () => {
      stack.put([resource('a', MACHINE)]);
      stack.ask({ requests: [stack.request('import', 'a', 'their-thing')] });
      assert.equal(stack.instances('a').length, 1);
      course();
      stack.put([]);
      stack.fails('a', 'transient');
      stack.put([resource('a', MACHINE)], 'UPDATE', {
        requests: [stack.request('import', 'a', 'their-thing')],
      });
      assert.deepEqual(stack.actions, ['adopt a', 'delete a']);
    });

    it('of a thing that another resource holds fails for it (R7)', () => {
      stack.makes([resource('a', MACHINE)]);
      stack.put([resource('a', MACHINE), resource('b', MACHINE)], 'UPDATE', {
        requests: [stack.request('import', 'b', 'a-1')],
      });
      stack.succeeds('b', 'a-1', ready());
      assert.match(stack.why('b'), /a-1 is taken by resource a of this stack/);
      assert.equal(stack.verdict('a'), 'settled');
      stack.put([resource('a', MACHINE)], 'UPDATE', { requests: [] });
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'UPDATE_COMPLETE');
    });

    it('goes on after a restart, and is not begun twice', () => {
      stack.put([resource('a', MACHINE)], 'CREATE', {
        requests: [{ number: 1, verb: 'import', resource: 'a', argument: 'their-thing' }],
      });
      stack.lose(stack.job('a'));
      stack.restore();
      assert.equal(stack.instances('a').length, 1);
      assert.equal(stack.only('a').adopting, true);
      assert.deepEqual(stack.actions, ['adopt a']);
    });
  });
});
