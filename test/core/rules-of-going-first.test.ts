import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready } from './story.js';
import { SERVER, VOLUME, VALUE, ADDRESS, ref, attr, resource } from './types.js';

describe('the rules of the core: the old one goes first (R11)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const course = () => stack.course();

  it('where two of a type cannot exist beside each other', () => {
    stack.makes([resource('a', ADDRESS, { zone: 'x' })]);
    stack.put([resource('a', ADDRESS, { zone: 'y' })]);
    assert.deepEqual(stack.actions, ['delete a']);
    assert.equal(stack.verdict('a'), 'vacant');
    assert.match(stack.why('a'), /its earlier instance has to be gone before/);
    assert.deepEqual(course(), ['delete a', 'create a']);
    assert.equal(stack.status, 'UPDATE_COMPLETE');
  });

  it('where the template says so; else the new one is made first', () => {
    const goal = (zone: string) => resource('a', SERVER, { zone });
    stack.makes([goal('x')]);
    stack.put([goal('y')]);
    assert.deepEqual(course(), ['create a', 'delete a']);
    stack.put([{ ...goal('z'), deleteFirst: true }]);
    assert.deepEqual(course(), ['delete a', 'create a']);
  });

  it('not for a change in place, nor for the first one', () => {
    stack.makes([resource('a', ADDRESS, { size: 1 })]);
    stack.put([resource('a', ADDRESS, { size: 2 })]);
    assert.deepEqual(course(), ['update a']);
  });

  it('what moves over in place is not waited for', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', SERVER, { on: ref('a') }),
    ];
    stack.makes(goal('x'));
    stack.put(goal('y'));
    assert.deepEqual(course(), ['delete a', 'create a', 'update b']);
    mustBeQuiet(stack.snapshot);
  });

  it('nor what moves over later, since it needs what moves over', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', SERVER, { on: ref('a') }),
      resource('c', SERVER, { on: ref('b') }, ['a']),
    ];
    stack.makes(goal('x'));
    stack.put(goal('y'));
    assert.deepEqual(course(), ['delete a', 'create a', 'update b']);
    mustBeQuiet(stack.snapshot);
  });

  it('nor what is fixed to what moves over: that stays the same thing', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', SERVER, { on: ref('a') }),
      resource('c', SERVER, { zone: ref('b'), size: zone === 'x' ? 1 : 2 }),
    ];
    stack.makes(goal('x'));
    stack.put(goal('y'));
    assert.deepEqual(course(), ['delete a', 'create a', 'update b', 'update c']);
  });

  it('what only depends on it is not waited for either', () => {
    const goal = (zone: string) => [resource('a', ADDRESS, { zone }), resource('b', VOLUME, {}, ['a'])];
    stack.makes(goal('x'));
    stack.put(goal('y'));
    assert.deepEqual(course(), ['delete a', 'create a']);
    mustBeQuiet(stack.snapshot);
  });

  it('what refers to it by a volatile attribute is not replaced for it, and not waited for', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', VOLUME, { zone: attr('a', 'pid') }),
    ];
    stack.makes(goal('x'));
    stack.put(goal('y'));
    assert.deepEqual(course(), ['delete a', 'create a']);
    mustBeQuiet(stack.snapshot);
  });

  it('what has to be replaced with it goes even earlier, and is made again after', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', VOLUME, { zone: ref('a') }),
      resource('c', SERVER, { on: ref('b') }),
    ];
    stack.makes(goal('x'));
    stack.put(goal('y'));
    assert.equal(stack.verdict('b'), 'vacant');
    assert.deepEqual(course(), ['delete b', 'delete a', 'create a', 'create b', 'update c']);
    mustBeQuiet(stack.snapshot);
  });

  it('so does what is fixed to what is fixed to it', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', VOLUME, { zone: ref('a') }),
      resource('c', VOLUME, { zone: ref('b') }),
    ];
    stack.makes(goal('x'));
    stack.put(goal('y'));
    assert.deepEqual(course(), ['delete c', 'delete b', 'delete a', 'create a', 'create b', 'create c']);
    mustBeQuiet(stack.snapshot);
  });

  it('so does what is replaced for a reason of its own: a property, or its type', () => {
    stack.makes([
      resource('a', ADDRESS, { zone: 'x' }),
      resource('b', SERVER, { on: ref('a'), zone: 'x' }),
      resource('c', SERVER, { on: ref('a') }),
      resource('d', SERVER, { on: ref('a'), size: 1 }),
    ]);
    stack.put([
      resource('a', ADDRESS, { zone: 'y' }),
      resource('b', SERVER, { on: ref('a'), zone: 'y' }),
      resource('c', VALUE, { on: ref('a') }),
      resource('d', SERVER, { on: ref('a'), size: 2 }),
    ]);
    assert.deepEqual(stack.actions, ['delete b', 'delete c'], 'd can move over in place');
    assert.deepEqual(course(), [
      'delete b',
      'delete c',
      'delete a',
      'create a',
      'create b',
      'create c',
      'update d',
    ]);
    mustBeQuiet(stack.snapshot);
  });

  it('what is no more wanted goes before it, in order', () => {
    stack.makes([resource('a', ADDRESS, { zone: 'x' }), resource('b', SERVER, { on: ref('a') })]);
    stack.put([resource('a', ADDRESS, { zone: 'y' })]);
    assert.deepEqual(course(), ['delete b', 'delete a', 'create a']);
  });

  it('two that go first, one standing on the other, change places', () => {
    stack.makes([resource('a', ADDRESS, { zone: 'x' }), resource('b', ADDRESS, { zone: 'x', on: ref('a') })]);
    stack.put([resource('b', ADDRESS, { zone: 'y' }), resource('a', ADDRESS, { zone: 'y', on: ref('b') })]);
    const order = course();
    assert.deepEqual(order, ['delete b', 'create b', 'delete a', 'create a']);
    mustBeQuiet(stack.snapshot);
  });

  it('two that go first, where the one that is made first stood on the other, which cannot move over', () => {
    stack.makes([resource('a', ADDRESS, { zone: 'x' }), resource('b', ADDRESS, { zone: ref('a') })]);
    stack.put([resource('b', ADDRESS, { zone: 'y' }), resource('a', ADDRESS, { zone: ref('b') })]);
    assert.deepEqual(course(), ['delete b', 'create b', 'delete a', 'create a']);
    mustBeQuiet(stack.snapshot);
  });

  it('two that go first and on which a third stands that moves over to both', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', ADDRESS, { zone, on: ref('a') }),
      resource('c', SERVER, { on: ref('b') }, ['a']),
    ];
    stack.makes(goal('x'));
    stack.put(goal('y'));
    assert.deepEqual(course(), ['delete b', 'delete a', 'create a', 'create b', 'update c']);
    mustBeQuiet(stack.snapshot);
  });

  it('two that go first and on which a third stands that is fixed to one of them: that goes before both', () => {
    for (const [one, other] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      stack = new Story();
      const goal = (zone: string) => [
        resource('a', ADDRESS, { zone }),
        resource('b', ADDRESS, { zone }),
        resource('c', SERVER, { on: ref(one), zone: ref(other) }),
      ];
      stack.makes(goal('x'));
      stack.put(goal('y'));
      assert.deepEqual(stack.actions, ['delete c']);
      const order = course();
      assert.equal(order.at(-1), 'create c');
      assert.equal(order.length, 6);
    }
  });

  it('what a user skips stays, and so does what is made on it', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', VOLUME, { on: ref('a') }),
      resource('c', SERVER, { on: ref('b') }),
    ];
    stack.makes(goal('x').slice(0, 2));
    stack.put(goal('x'));
    assert.deepEqual(stack.actions, ['create c']);
    stack.put(goal('y'), 'UPDATE', { skipped: ['b'] });
    assert.equal(stack.verdict('b'), 'skipped');
    assert.equal(stack.verdict('c'), 'held');
  });

  it('what stood on it through another that has moved away goes first no longer', () => {
    stack.put([
      resource('a', SERVER),
      resource('b', SERVER, { on: ref('a') }),
      resource('c', SERVER, { on: ref('b') }),
    ]);
    stack.succeeds('a');
    stack.succeeds('b');
    assert.deepEqual(stack.actions, ['create c']);
    stack.put([
      { ...resource('a', SERVER, { zone: 'y' }), deleteFirst: true },
      resource('b', SERVER),
      resource('c', SERVER, { on: ref('a') }),
    ]);
    assert.equal(stack.verdict('c'), 'vacant');
    stack.succeeds('b');
    assert.equal(stack.verdict('c'), 'held');
  });

  it('a create of which nobody knows whether it made something goes first as well', () => {
    stack.put([resource('a', ADDRESS, { zone: 'x' })]);
    stack.lose(stack.job('a'));
    stack.fails('a');
    assert.equal(stack.status, 'CREATE_FAILED');
    stack.put([resource('a', ADDRESS, { zone: 'x' })]);
    assert.deepEqual(stack.actions, ['delete a']);
    stack.succeeds('a', '', null);
    assert.equal(stack.verdict('a'), 'vacant', 'it is searched for once more');
    stack.ring(stack.only('a'));
    assert.deepEqual(course(), ['delete a', 'create a']);
  });

  it('a create that was refused at the first try left nothing to wait for', () => {
    stack.put([resource('a', ADDRESS, { zone: 'x' })]);
    stack.fails('a');
    stack.put([resource('a', ADDRESS, { zone: 'x' })]);
    assert.deepEqual(course(), ['create a']);
  });

  it('a delete that fails for now keeps the next one waiting, and goes on', () => {
    stack.makes([resource('a', ADDRESS, { zone: 'x' })]);
    stack.put([resource('a', ADDRESS, { zone: 'y' })]);
    stack.fails('a', 'transient');
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.verdict('a'), 'vacant');
    stack.ring(stack.only('a'));
    assert.deepEqual(course(), ['delete a', 'create a']);
  });

  it('a delete that fails for good fails the stack; nothing is made beside what is there', () => {
    stack.makes([resource('a', ADDRESS, { zone: 'x' }), resource('b', SERVER, { on: ref('a') })]);
    stack.put([resource('a', ADDRESS, { zone: 'y' }), resource('b', SERVER, { on: ref('a') })]);
    stack.fails('a');
    assert.equal(stack.status, 'UPDATE_FAILED');
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.resource('b').instances[0]?.requires.length, 1);
  });

  it('the goal may return before the old one has gone', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', VOLUME, { zone: ref('a') }),
    ];
    stack.makes(goal('x'));
    stack.put(goal('y'));
    assert.deepEqual(stack.actions, ['delete b']);
    stack.put(goal('x'));
    assert.deepEqual(course(), ['delete b', 'create b'], 'a was not touched yet');
    mustBeQuiet(stack.snapshot);
  });

  it('what is gone by itself is vacant for the next one, though its repairs did not hold', () => {
    stack.makes([resource('a', ADDRESS)]);
    stack.turns('a', 'absent');
    assert.deepEqual(course(), ['delete a', 'create a'], 'what was seen gone is removed all the same');
    assert.equal(stack.only('a').repairs, 1);
    stack.turns('a', 'absent');
    assert.equal(stack.verdict('a'), 'unstable');
    stack.ring(stack.only('a'));
    assert.deepEqual(stack.actions, ['delete a']);
    stack.fails('a', 'transient');
    assert.equal(stack.verdict('a'), 'vacant');
    stack.ring(stack.only('a'));
    assert.deepEqual(course(), ['delete a', 'create a']);
    assert.equal(stack.status, 'CREATE_COMPLETE');
  });

  it('a repair moves over what can change in place, and leaves the others as they are (R13)', () => {
    stack.makes([
      resource('a', ADDRESS),
      resource('b', VOLUME, { zone: ref('a') }),
      resource('c', SERVER, { on: ref('a') }),
    ]);
    stack.turns('a', 'broken');
    assert.deepEqual(course(), ['delete a', 'create a', 'update c']);
    assert.equal(stack.verdict('b'), 'drifted');
    assert.equal(stack.convergence, 'drifted');
    assert.equal(stack.status, 'CREATE_COMPLETE');
  });

  it('with replace_on_drift it takes them along, before it', () => {
    stack.makes([
      resource('a', ADDRESS),
      { ...resource('b', VOLUME, { zone: ref('a') }), replaceOnDrift: true },
    ]);
    stack.turns('a', 'broken');
    assert.deepEqual(course(), ['delete b', 'delete a', 'create a', 'create b']);
    assert.equal(stack.convergence, 'converged');
  });

  it('nothing that a user imports or refers to has to go first', () => {
    stack.put([{ ...resource('a', ADDRESS), externalId: 'one' }]);
    stack.look(stack.only('a'), ready());
    stack.put([{ ...resource('a', ADDRESS), externalId: 'another' }]);
    assert.equal(stack.verdict('a'), 'observation');
    stack.look(stack.instances('a').at(-1)!, ready());
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.only('a').physicalId, 'another');
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    stack.put([resource('a', ADDRESS)]);
    assert.deepEqual(stack.actions, ['create a']);
  });

  it('a pause holds the delete that would go first', () => {
    stack.makes([resource('a', ADDRESS, { zone: 'x' })]);
    stack.ask({ paused: true });
    stack.put([resource('a', ADDRESS, { zone: 'y' })]);
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.only('a').verdict, 'paused');
    stack.ask({ paused: false });
    assert.deepEqual(course(), ['delete a', 'create a']);
  });

  it('and what stands in a ring of old and new does not go on for the sake of itself', () => {
    stack.put([resource('b', SERVER, { zone: 'x' }), resource('a', SERVER, { on: ref('b') })]);
    stack.succeeds('b');
    stack.fails('a');
    stack.put([resource('e', SERVER), resource('a', SERVER, { on: ref('e') })]);
    stack.succeeds('e');
    assert.deepEqual(stack.actions, ['create a'], 'the one of a stands on e');
    // Now e needs d, and that needs a: if e goes before, so does a, if a does, so does d, and if d does, so does e.
    stack.put([
      { ...resource('b', SERVER, { zone: 'y' }), deleteFirst: true },
      resource('a', SERVER, { on: ref('b') }),
      resource('d', SERVER, { zone: ref('a') }),
      resource('e', VOLUME, { on: ref('d') }),
    ]);
    assert.deepEqual(
      ['b', 'a', 'd', 'e'].map((name) => stack.verdict(name)),
      ['vacant', 'held', 'needs', 'needs'],
    );
    course();
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    mustBeQuiet(stack.snapshot);
  });
});
