import assert from 'node:assert/strict';
import type { Request } from '../../services/engine/core/goal.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { ADDRESS, MACHINE, PROBE, SERVER, VALUE, VOLUME, attr, ref, resource } from './types.js';

describe('the rules of the core: what a user asks for beside the goal (R16)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  /** Lets all jobs succeed, one after the other as they began; answers which. */
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
  const chain = [
    resource('a', MACHINE),
    resource('b', MACHINE, { on: ref('a') }),
    resource('c', MACHINE, { on: ref('b') }),
  ];
  const made = (goal = chain) => {
    stack.put(goal);
    course();
    assert.equal(stack.status, 'CREATE_COMPLETE');
  };
  const suspend = () => {
    stack.ask({ suspended: true, requests: [] }, 'SUSPEND');
  };
  const resume = () => {
    stack.ask({ suspended: false, requests: [] }, 'RESUME');
  };
  const ask = (verb: Request['verb'], name = '', argument = '') => {
    const action = verb === 'check' ? 'CHECK' : verb === 'snapshot' ? 'SNAPSHOT' : undefined;
    stack.ask({ requests: [stack.request(verb, name, argument)] }, action);
  };

  describe('suspend and resume', () => {
    it('go against the requirements, and along them', () => {
      made();
      suspend();
      assert.equal(stack.status, 'SUSPEND_IN_PROGRESS');
      assert.match(stack.why('a'), /waits for its turn to suspend/);
      assert.deepEqual(course(), ['suspend c', 'suspend b', 'suspend a']);
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
      assert.equal(stack.convergence, 'converged');
      resume();
      assert.deepEqual(course(), ['resume a', 'resume b', 'resume c']);
      assert.equal(stack.status, 'RESUME_COMPLETE');
      mustBeQuiet(stack.snapshot);
    });

    it('of unconnected ones run side by side', () => {
      made([resource('a', MACHINE), resource('b', MACHINE)]);
      suspend();
      assert.deepEqual(stack.actions, ['suspend a', 'suspend b']);
    });

    it('of types that have no such handler are done at once', () => {
      made([
        resource('a', MACHINE),
        resource('b', SERVER, { on: ref('a') }),
        resource('c', VALUE, { on: ref('b') }),
      ]);
      suspend();
      assert.deepEqual(course(), ['suspend a']);
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
      resume();
      assert.deepEqual(course(), ['resume a']);
      assert.equal(stack.status, 'RESUME_IN_PROGRESS', 'what ran on unseen is looked at first');
      assert.equal(stack.verdict('b'), 'observation');
      assert.equal(stack.verdict('c'), 'needs');
      stack.look(stack.only('b'), ready());
      assert.equal(stack.status, 'RESUME_COMPLETE');
    });

    it('nothing is looked at meanwhile, and nothing repaired', () => {
      made();
      suspend();
      course();
      assert.equal(stack.look(stack.only('a'), seen('absent')), 'stale');
      assert.equal(stack.look(stack.only('a'), seen('absent')), 'stale');
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
    });

    it('nothing is asked of what is suspended, and no other policy repairs it', () => {
      made([{ ...resource('a', MACHINE, { size: 1 }) }]);
      stack.ask({ drift: 'report' });
      stack.look(stack.only('a'), ready({ size: 1 }));
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.equal(stack.verdict('a'), 'drifted');
      suspend();
      stack.succeeds('a', 'a-1', seen('absent'));
      assert.equal(stack.only('a').observed?.status, 'ready', 'it is stopped, and not gone');
      stack.ask({ drift: 'repair', requests: [stack.request('check')] });
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('a'), 'settled');
    });

    it('is no more its turn when what stands on it is not settled any more', () => {
      made([
        resource('a', MACHINE),
        resource('b', MACHINE),
        resource('c', MACHINE, { on: attr('a', 'address') }, ['b']),
        resource('d', MACHINE, {}, ['a']),
      ]);
      suspend();
      stack.succeeds('c');
      stack.fails('b', 'transient');
      assert.equal(stack.verdict('b'), 'retry');
      stack.look(stack.only('a'), ready(null, 'there'));
      assert.equal(stack.verdict('b'), 'turn');
    });

    it('may turn round midway', () => {
      made();
      suspend();
      stack.succeeds('c');
      assert.deepEqual(stack.actions, ['suspend b']);
      resume();
      assert.ok(stack.isCancelled('b'));
      assert.equal(stack.why('c'), 'needs b');
      stack.report(stack.job('b'), { outcome: 'aborted' });
      assert.deepEqual(course(), ['resume c'], 'a and b never were suspended');
      assert.equal(stack.status, 'RESUME_COMPLETE');
    });

    it('that fails holds for that request; a later one tries it again', () => {
      made();
      suspend();
      stack.succeeds('c');
      stack.fails('b');
      assert.equal(stack.status, 'SUSPEND_FAILED');
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.verdict('a'), 'turn');
      stack.ask({ paused: true });
      stack.ask({ paused: false });
      assert.deepEqual(stack.actions, []);
      suspend();
      assert.deepEqual(course(), ['suspend b', 'suspend a']);
    });

    it('that fails for now is tried again by and by', () => {
      made([resource('a', MACHINE)]);
      suspend();
      for (let n = 1; n <= 2; n += 1) {
        stack.fails('a', 'transient');
        assert.equal(stack.verdict('a'), 'retry');
        stack.ring(stack.only('a'));
      }
      stack.fails('a', 'transient');
      assert.equal(stack.status, 'SUSPEND_FAILED');
      assert.equal(stack.only('a').failure?.kind, 'exhausted');
    });

    it('is done once: not again after a restart', () => {
      made();
      suspend();
      stack.succeeds('c');
      stack.restore();
      assert.deepEqual(course(), ['suspend b', 'suspend a']);
      stack.restore();
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'SUSPEND_COMPLETE');
    });

    it('a suspended stack is deleted without being woken up', () => {
      made();
      suspend();
      course();
      stack.put([], 'DELETE', { suspended: false });
      assert.deepEqual(course(), ['delete c', 'delete b', 'delete a']);
    });

    it('what was found gone when it woke up is made anew before what stands on it is changed', () => {
      made();
      suspend();
      course();
      resume();
      stack.succeeds('a', 'a-1', null);
      assert.deepEqual(stack.actions, [], 'a has to be seen first');
      stack.turns('a', 'absent');
      assert.deepEqual(stack.actions, ['create a']);
      stack.succeeds('a', 'a-9');
      assert.deepEqual(stack.actions, ['resume b'], 'first of all it runs again');
      assert.equal(stack.instances('a')[0]?.verdict, 'recorders');
      stack.succeeds('b');
      assert.deepEqual(stack.actions, ['update b']);
    });
  });

  describe('check', () => {
    it('goes along the requirements; what cannot check itself is looked at for that', () => {
      made([
        resource('a', MACHINE),
        resource('b', SERVER, { on: ref('a') }),
        resource('c', VALUE, {}, ['b']),
      ]);
      ask('check');
      assert.deepEqual(course(), ['check a', 'check b'], 'a mere value there is nothing to look at of');
      assert.equal(stack.status, 'CHECK_COMPLETE');
      assert.equal(stack.only('b').action, 'CHECK');
    });

    it('of one resource leaves the others alone', () => {
      made();
      ask('check', 'b');
      assert.deepEqual(course(), ['check b']);
      assert.equal(stack.status, 'CHECK_COMPLETE');
    });

    it('that finds a thing gone has failed, and then the thing is repaired', () => {
      made([resource('a', MACHINE)]);
      ask('check');
      stack.report(stack.job('a'), { outcome: 'succeeded', physicalId: 'a-1', observation: seen('absent') });
      assert.equal(stack.only('a').status, 'FAILED');
      assert.equal(stack.only('a').reason, 'it is absent');
      assert.equal(stack.status, 'CHECK_IN_PROGRESS');
      stack.look(stack.only('a'), seen('absent'));
      assert.ok(stack.events.some(({ name, reason }) => name === 's' && reason === 'Not as applied: a'));
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('that finds it as bad as before has failed as well', () => {
      const goal = { ...resource('a', MACHINE, { size: 1 }), drift: 'report' as const };
      made([goal]);
      stack.look(stack.only('a'), ready({ size: 1 }));
      stack.look(stack.only('a'), ready({ size: 2 }));
      ask('check');
      stack.succeeds('a', 'a-1', ready({ size: 2 }));
      assert.deepEqual(
        [stack.only('a').status, stack.only('a').reason],
        ['FAILED', 'not as applied any more: size'],
      );
      ask('unhealthy', 'a', 'it smells');
      ask('check');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      assert.deepEqual([stack.only('a').status, stack.only('a').reason], ['FAILED', 'it smells']);
    });

    it('looks at everything before anything is repaired', () => {
      made([resource('a', MACHINE, { size: 1 }), resource('b', MACHINE, { size: 1 }, ['a'])]);
      stack.look(stack.only('a'), ready({ size: 1 }));
      stack.look(stack.only('b'), ready({ size: 1 }));
      ask('check');
      stack.report(stack.job('a'), {
        outcome: 'succeeded',
        physicalId: 'a-1',
        observation: ready({ size: 2 }),
      });
      assert.deepEqual(stack.actions, ['check b']);
      assert.equal(stack.verdict('a'), 'drifted');
      stack.report(stack.job('b'), {
        outcome: 'succeeded',
        physicalId: 'b-2',
        observation: ready({ size: 2 }),
      });
      assert.ok(stack.events.some(({ name, reason }) => name === 's' && reason === 'Not as applied: a, b'));
      assert.equal(stack.convergence, 'repairing');
      assert.deepEqual(stack.actions, ['update a'], 'in order');
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      assert.deepEqual(stack.actions, ['update b']);
      assert.equal(stack.status, 'CHECK_FAILED', 'until all is well again');
      assert.equal(stack.convergence, 'repairing');
      stack.restore();
      assert.equal(stack.status, 'CHECK_FAILED');
      stack.ask({ paused: true });
      stack.ask({ paused: false });
      assert.equal(stack.status, 'CHECK_FAILED', 'a pause asks for nothing');
      stack.succeeds('b', 'b-2', ready({ size: 1 }));
      assert.equal(stack.status, 'CHECK_COMPLETE');
      stack.look(stack.only('a'), ready({ size: 2 }));
      assert.equal(stack.status, 'CHECK_COMPLETE', 'drift that nobody checked for is none of its');
      assert.equal(stack.convergence, 'drifted');
    });

    it('of a goal that was not reached holds up nothing: what has drifted on the way is put right', () => {
      stack.put([resource('a', MACHINE, { size: 1 }), resource('b', SERVER)]);
      stack.succeeds('a', 'a-1', ready({ size: 1 }));
      ask('check', 'a');
      stack.report(stack.job('a'), {
        outcome: 'succeeded',
        physicalId: 'a-1',
        observation: ready({ size: 2 }),
      });
      assert.deepEqual(stack.actions, ['create b', 'update a']);
    });

    it('waits for what is not settled; its own job unsettles nothing', () => {
      made();
      ask('check');
      assert.deepEqual(stack.actions, ['check a']);
      assert.deepEqual([stack.resource('a').done, stack.resource('b').done], [true, true]);
      assert.equal(stack.verdict('b'), 'turn');
    });

    it('asked while another one is under way comes after it', () => {
      made([resource('a', MACHINE)]);
      ask('check');
      stack.ask({ requests: [...stack.snapshot.goal.modes.requests, stack.request('snapshot', 'a')] });
      assert.equal(stack.isCancelled('a'), false);
      assert.deepEqual(course(), ['check a', 'snapshot a']);
      assert.equal(stack.status, 'CHECK_COMPLETE');
    });
  });

  describe('numbers', () => {
    it('are done once, also when they come again with each later revision', () => {
      made();
      ask('check');
      course();
      stack.ask({ paused: true });
      stack.ask({ paused: false });
      assert.deepEqual(stack.actions, []);
      stack.restore();
      assert.deepEqual(stack.actions, []);
      assert.equal(stack.status, 'CHECK_COMPLETE');
    });

    it('that were not done are done after a restart, and by the one in whose job the engine died', () => {
      made();
      ask('check');
      stack.succeeds('a');
      assert.deepEqual(stack.actions, ['check b']);
      stack.restore();
      assert.equal(stack.resource('b').verdict, 'held');
      assert.deepEqual(course(), ['check b', 'check c']);
    });

    it('a new goal drops them', () => {
      made();
      ask('check');
      stack.put(chain, 'UPDATE', { requests: [] });
      assert.ok(stack.isCancelled('a'));
      course();
      assert.equal(stack.done.filter((job) => job.startsWith('check')).length, 1);
    });

    it('hold for things that come later as well: a check of a stack checks what was made since', () => {
      made([resource('a', MACHINE)]);
      stack.put([resource('a', MACHINE), resource('b', MACHINE)], 'UPDATE', {
        requests: [stack.request('check')],
      });
      assert.deepEqual(course(), ['check a', 'create b', 'check b']);
    });
  });

  describe('snapshot and restore', () => {
    it('keep what each handler returns, of those that have one', () => {
      made([resource('a', MACHINE), resource('b', SERVER, { on: ref('a') })]);
      ask('snapshot');
      const { revision } = stack.snapshot.goal;
      assert.deepEqual(course(), ['snapshot a']);
      assert.deepEqual(
        stack.kept.map(({ name, data, physical, revision: of }) => ({ name, data, physical, of })),
        [
          { name: 'a', data: '"of a"', physical: 'a-1', of: revision },
          { name: 'b', data: '', physical: 'b-2', of: revision },
        ],
      );
      assert.equal(stack.status, 'SNAPSHOT_COMPLETE');
    });

    it('bring back the goal, and beside that give to each what was kept of it', () => {
      made();
      const restore = stack.request('restore', '', '{"a":{"image":1},"c":2}');
      stack.put(chain, 'RESTORE', { requests: [restore] });
      assert.deepEqual(
        [...stack.snapshot.kept],
        [
          ['a', '{"image":1}'],
          ['c', '2'],
        ],
      );
      assert.deepEqual(course(), ['restore a', 'restore c'], 'nothing was kept of b');
      assert.equal(stack.status, 'RESTORE_COMPLETE');
      stack.restore();
      assert.deepEqual(stack.actions, []);
      stack.put(chain, 'UPDATE', { requests: [] });
      assert.equal(stack.snapshot.kept.size, 0);
    });

    it('what was restored is compared with how it was seen after that, but in what the goal says', () => {
      const goal = [resource('a', MACHINE, { size: 1 })];
      const made = ready({ size: 1, on: 'as made' });
      const restored = ready({ size: 1, on: 'as restored' });
      stack.put(goal);
      stack.succeeds('a', 'a-1', made);
      const restore = () => {
        stack.put(goal, 'RESTORE', { requests: [stack.request('restore', '', '{"a":1}')] });
      };
      restore();
      stack.succeeds('a', 'a-1', null);
      assert.equal(stack.verdict('a'), 'observation');
      stack.look(stack.only('a'), restored);
      assert.equal(stack.status, 'RESTORE_COMPLETE');
      mustBeQuiet(stack.snapshot);
      restore();
      stack.succeeds('a', 'a-1', ready({ size: 2, on: 'as restored' }));
      assert.deepEqual(stack.only('a').job?.changes, ['size'], 'the goal says what it shall be');
    });
  });

  describe('marks, done in the moment in which they are seen', () => {
    it('what is marked unhealthy is replaced, with what stands on it moved over', () => {
      made([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
      ask('unhealthy', 'a', 'it smells');
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
      made([resource('a', PROBE)]);
      stack.ask({ paused: true });
      ask('unhealthy', 'a');
      stack.look(stack.only('a'), ready({ size: 1 }));
      assert.equal(stack.only('a').status, 'FAILED');
      assert.equal(stack.only('a').reason, 'marked unhealthy');
      assert.equal(stack.verdict('a'), 'paused');
      stack.ask({ paused: false });
      assert.deepEqual(stack.actions, ['create a']);
    });

    it('marked healthy again it stays', () => {
      made([{ ...resource('a', SERVER), drift: 'report' }]);
      ask('unhealthy', 'a', 'it smells');
      assert.equal(stack.verdict('a'), 'drifted');
      assert.equal(stack.why('a'), 'a-1 is marked unhealthy: it smells');
      ask('healthy', 'a');
      assert.equal(stack.convergence, 'converged');
      assert.equal(stack.only('a').reason, 'marked healthy');
    });

    it('an update in place makes it well', () => {
      made([{ ...resource('a', MACHINE, { size: 1 }), drift: 'report' }]);
      ask('unhealthy', 'a', 'it smells');
      ask('healthy', 'a');
      stack.put([{ ...resource('a', MACHINE, { size: 2 }), drift: 'report' }], 'UPDATE', { requests: [] });
      course();
      assert.equal(stack.only('a').unhealthy, '');
    });

    it('of a resource say nothing of what was made of it since', () => {
      made([resource('a', SERVER)]);
      ask('unhealthy', 'a');
      course();
      stack.put([resource('a', SERVER)], 'UPDATE');
      assert.deepEqual(stack.actions, [], 'the request came with the revision again');
      mustBeQuiet(stack.snapshot);
    });

    it('are not of what was being made when they were said', () => {
      stack.put([resource('a', SERVER)]);
      ask('unhealthy', 'a', 'it smells');
      assert.deepEqual(course(), ['create a']);
      mustBeQuiet(stack.snapshot);
    });

    it('what was half made and cannot be deleted is forgotten as well', () => {
      stack.put([resource('a', SERVER)]);
      stack.lose(stack.job('a'));
      stack.fails('a');
      stack.put([]);
      stack.fails('a');
      ask('forget', 'a');
      assert.equal(stack.instances('a').length, 0);
    });

    it('what is being deleted already is not marked', () => {
      made([resource('a', VOLUME, { zone: 'x' })]);
      stack.put([resource('a', VOLUME, { zone: 'y' })]);
      stack.succeeds('a', 'a-2');
      assert.deepEqual(stack.actions, ['delete a']);
      ask('unhealthy', 'a', 'it smells');
      assert.deepEqual(
        stack.instances('a').map(({ unhealthy }) => unhealthy),
        ['', 'it smells'],
      );
    });

    it('what cannot be deleted is forgotten, of that resource, and nothing else of it', () => {
      made([resource('a', SERVER), resource('b', SERVER)]);
      stack.put([resource('a', SERVER, { size: 2 })]);
      stack.succeeds('a');
      stack.fails('b');
      assert.equal(stack.status, 'UPDATE_FAILED');
      ask('forget', 'b');
      assert.equal(stack.instances('b').length, 0);
      assert.match(stack.events.findLast(({ name }) => name === 'b')?.reason ?? '', /b-2 is retained/);
      assert.equal(stack.status, 'UPDATE_COMPLETE');
      ask('forget', 'a');
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
      made([resource('a', MACHINE)]);
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
      assert.deepEqual(stack.actions, ['adopt a']);
    });

    it('of a thing that another resource holds fails for it (R7)', () => {
      made([resource('a', MACHINE)]);
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

  it('what a user asks for is done with the things of a goal that was reached, not with the former', () => {
    made([resource('a', MACHINE, { zone: 'x' })]);
    stack.put([resource('a', MACHINE, { zone: 'y' })], 'UPDATE', {});
    stack.ask({ requests: [stack.request('check')] }, 'CHECK');
    assert.deepEqual(stack.actions, ['create a']);
    stack.succeeds('a', 'a-2');
    assert.deepEqual(stack.actions, ['check a', 'delete a']);
    assert.equal(stack.jobs.find(({ action }) => action === 'check')?.physicalId, 'a-2');
  });
});
