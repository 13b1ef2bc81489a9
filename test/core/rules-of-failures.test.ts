import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { BAG, MACHINE, SERVER, attr, ref, resource } from './types.js';

describe('the rules of the core: failures hold under their goal (R6)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  it('what is asked of a stack beside its goal tries nothing again: a check, a pause, a drift policy', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER, { size: 1 })]);
    stack.succeeds('b');
    stack.fails('a');
    stack.ask({ requests: [stack.request('check')] }, 'CHECK');
    stack.succeeds('b');
    assert.equal(stack.status, 'CHECK_FAILED');
    stack.ask({ paused: true });
    stack.ask({ paused: false, drift: 'report' });
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.verdict('a'), 'failed');
    assert.match(
      stack.why('a'),
      /create failed after 1 try: quota exceeded; it is not tried again until the stack is updated/,
    );
  });

  it('an update without any change tries all of it again: the update on the same thing, the create with a new one', () => {
    const goal = (size: number) => [resource('a', SERVER, { size }), resource('b', SERVER)];
    stack.put(goal(1));
    stack.succeeds('a');
    stack.fails('b');
    stack.put(goal(2));
    stack.fails('a');
    stack.fails('b');
    assert.equal(stack.status, 'UPDATE_FAILED');
    stack.put(goal(2));
    assert.deepEqual(stack.actions, ['create b', 'update a']);
    assert.equal(stack.job('a').ordinal, 1);
    assert.equal(stack.job('b').ordinal, 4, 'each failed create had an instance of its own');
    stack.succeeds('b');
    assert.equal(stack.instances('b').length, 1, 'refused at the first try, they left nothing');
  });

  it('an update tries what failed with the very same digest, and what has another one at once', () => {
    stack.put([resource('a', SERVER), resource('b', SERVER, { on: attr('a', 'address') })]);
    stack.succeeds('a');
    stack.succeeds('b');
    stack.look(stack.only('a'), ready(null, 'there'));
    stack.fails('b');
    assert.equal(stack.verdict('b'), 'failed');
    stack.look(stack.only('a'), ready(null, 'elsewhere'));
    assert.deepEqual(stack.actions, ['update b'], 'it failed with another value');
  });

  it('a failed delete holds as well, and is tried again under a new goal', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    stack.delete();
    stack.fails('a');
    assert.equal(stack.status, 'DELETE_FAILED');
    stack.ask({ paused: true });
    stack.ask({ paused: false });
    assert.deepEqual(stack.actions, []);
    stack.delete();
    assert.deepEqual(stack.actions, ['delete a']);
  });

  it('a delete that fails for now is tried again by and by, and holds when the tries are used up', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    stack.delete();
    for (const ms of [1_000, 2_000]) {
      stack.fails('a', 'transient');
      assert.equal(stack.only('a').verdict, 'retry');
      assert.equal(stack.duration(stack.only('a')), ms);
      stack.ring(stack.only('a'));
    }
    stack.fails('a', 'transient');
    assert.equal(stack.status, 'DELETE_FAILED');
    assert.equal(stack.only('a').failure?.kind, 'exhausted');
    assert.equal(stack.only('a').timer, null);
  });

  it('a delete that fails once the goal was reached is tried again slowly (R3)', () => {
    stack.put([resource('a', SERVER)]);
    const zombie = stack.job('a');
    stack.lose(zombie);
    stack.succeeds('a', 'a-2');
    assert.equal(stack.status, 'CREATE_COMPLETE');
    stack.report(zombie, { outcome: 'succeeded', physicalId: 'a-1' });
    stack.fails('a');
    assert.equal(stack.status, 'CHECK_FAILED');
    const orphan = stack.instances('a')[1]!;
    assert.equal(orphan.timer?.purpose, 'repair');
    assert.equal(stack.duration(orphan), 300_000);
    stack.ring(orphan);
    assert.deepEqual(stack.actions, ['delete a']);
  });

  it('back-offs double up to their cap, and each try is a row', () => {
    stack = new Story({ ...stack.snapshot.rules, attempts: 9 });
    stack.put([resource('a', SERVER)]);
    const waits: (number | undefined)[] = [];
    for (let n = 0; n < 8; n += 1) {
      stack.fails('a', 'transient');
      waits.push(stack.duration(stack.only('a')));
      stack.ring(stack.only('a'));
    }
    assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    stack.fails('a', 'transient');
    assert.equal(stack.status, 'CREATE_FAILED');
    assert.deepEqual(
      stack.failures.map(({ attempt, kind, action, name }) => `${action} ${name} ${attempt} ${kind}`),
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `create a ${n} transient`).concat('create a 9 exhausted'),
    );
  });

  it('a back-off that is under way is not begun anew by each look, nor cut short', () => {
    stack.put([resource('a', SERVER)]);
    stack.fails('a', 'transient');
    const { timer } = stack.only('a');
    stack.ask({ drift: 'report' });
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.verdict('a'), 'retry');
    assert.match(stack.why('a'), /create failed after 1 try: quota exceeded; tried again at/);
    assert.equal(stack.only('a').timer, timer);
  });

  it('a new goal tries again at once, with the same instance when it wants the same (R10)', () => {
    stack.put([resource('a', SERVER)]);
    stack.fails('a', 'transient');
    stack.put([resource('a', SERVER)]);
    assert.deepEqual(stack.actions, ['create a']);
    assert.equal(stack.job('a').ordinal, 1);
    assert.equal(stack.only('a').timer, null);
  });

  it('siblings go on; the stack has failed when nothing runs any more nor can begin', () => {
    stack.put([
      resource('a', SERVER),
      resource('b', SERVER),
      resource('c', SERVER, {}, ['b']),
      resource('d', SERVER, {}, ['a']),
    ]);
    stack.fails('a');
    assert.equal(stack.status, 'CREATE_IN_PROGRESS');
    stack.succeeds('b');
    assert.deepEqual(stack.actions, ['create c']);
    stack.succeeds('c');
    assert.equal(stack.status, 'CREATE_FAILED');
    assert.deepEqual(stack.explained('d')?.on, ['a']);
  });

  it('what was never ready is another try, which is counted over the things that came to nothing', () => {
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a', 'a-1', seen('pending'));
    stack.turns('a', 'broken');
    assert.deepEqual(stack.actions, ['create a']);
    const [first, second] = stack.instances('a');
    assert.deepEqual(
      [first?.failure?.kind, first?.failure?.attempt, first?.status],
      ['unready', 1, 'FAILED'],
    );
    stack.succeeds('a', 'a-2', seen('pending'));
    stack.turns('a', 'absent', second);
    assert.deepEqual([second?.failure?.kind, second?.failure?.attempt], ['unready', 2]);
    assert.deepEqual(
      stack.failures.map(({ kind, attempt }) => `${kind} ${attempt}`),
      ['unready 1', 'unready 2'],
    );
    stack.succeeds('a', 'a-3');
    assert.equal(stack.status, 'CREATE_IN_PROGRESS', 'the former are deleted');
    assert.deepEqual(stack.actions, ['delete a', 'delete a']);
  });

  it('what turns ready after all is well, though it was given up for that', () => {
    stack.put([resource('a', SERVER)]);
    for (const id of ['a-1', 'a-2', 'a-3']) {
      stack.succeeds('a', id, seen('broken'));
      stack.look(stack.instances('a').at(-1)!, seen('broken'));
    }
    assert.equal(stack.status, 'CREATE_FAILED');
    stack.look(stack.instances('a').at(-1)!, ready());
    assert.equal(stack.verdict('a'), 'settled');
    assert.equal(stack.instances('a').at(-1)?.status, 'COMPLETE');
  });

  it('values that nobody can work out fail, with what is wrong, and hold up nobody else', () => {
    stack.put([
      resource('a', SERVER),
      { ...resource('b', SERVER), properties: { on: { call: 'list_join', args: [{ lit: 1 }, { lit: 2 }] } } },
    ]);
    assert.deepEqual(stack.actions, ['create a']);
    assert.equal(stack.verdict('b'), 'failed');
    assert.notEqual(stack.why('b'), '');
    stack.succeeds('a');
    assert.equal(stack.status, 'CREATE_FAILED');
    stack.put([resource('a', SERVER), resource('b', SERVER)]);
    assert.deepEqual(stack.actions, ['create b']);
  });

  it('a job under which too many workers were lost in a row is held; one that reports in between counts anew (R24)', () => {
    stack.put([resource('a', SERVER)]);
    for (let n = 0; n < 4; n += 1) stack.lose(stack.job('a'));
    stack.fails('a', 'transient');
    for (let n = 0; n < 4; n += 1) {
      stack.ring(stack.only('a'));
      stack.lose(stack.job('a'));
    }
    assert.equal(stack.status, 'CREATE_IN_PROGRESS');
    stack.ring(stack.only('a'));
    stack.lose(stack.job('a'));
    assert.equal(stack.status, 'CREATE_FAILED');
    assert.equal(stack.only('a').failure?.kind, 'exhausted');
    stack.put([resource('a', SERVER)]);
    stack.lose(stack.job('a'));
    assert.equal(stack.status, 'UPDATE_IN_PROGRESS', 'the losses of before count no more');

    stack = new Story();
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    for (const size of [2, 3]) {
      stack.put([resource('a', SERVER, { size })]);
      for (let n = 0; n < 5; n += 1) {
        assert.equal(stack.status, 'UPDATE_IN_PROGRESS');
        stack.lose(stack.job('a'));
      }
      assert.equal(stack.status, 'UPDATE_FAILED');
    }
  });

  it('what no worker offers is parked, and says so', () => {
    stack.put([{ ...resource('a', SERVER), type: 'Test::Unheard' }]);
    assert.equal(stack.verdict('a'), 'type');
    assert.match(stack.why('a'), /no worker offers Test::Unheard/);
    assert.equal(stack.parked.size, 1);
  });

  it('a type that takes any name changes it in place', () => {
    stack.put([resource('a', BAG, { anything: 1 })]);
    stack.succeeds('a');
    stack.put([resource('a', BAG, { anything: 2 })]);
    assert.deepEqual(stack.actions, ['update a']);
  });

  it('what a user asked for and failed holds for that request only', () => {
    stack.put([resource('a', MACHINE), resource('b', MACHINE, { on: ref('a') })]);
    stack.succeeds('a');
    stack.succeeds('b');
    stack.ask({ requests: [stack.request('check')] }, 'CHECK');
    stack.fails('a');
    assert.equal(stack.status, 'CHECK_FAILED');
    assert.deepEqual(stack.actions, []);
    stack.ask({ requests: [stack.request('check')] }, 'CHECK');
    assert.deepEqual(stack.actions, ['check a']);
    stack.succeeds('a');
    stack.succeeds('b');
    assert.equal(stack.status, 'CHECK_COMPLETE');
    mustBeQuiet(stack.snapshot);
  });
});
