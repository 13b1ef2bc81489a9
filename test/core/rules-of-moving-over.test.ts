import assert from 'node:assert/strict';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { Story, ready, seen } from './story.js';
import { ADDRESS, MACHINE, SERVER, VOLUME, ref, resource } from './types.js';

describe('the rules of the core: what goes first, and who is waited for (R11)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const made = (goal: readonly ReturnType<typeof resource>[]) => {
    stack.put(goal);
    stack.course();
    assert.equal(stack.status, 'CREATE_COMPLETE');
  };

  describe('nothing is in the way of the next one', () => {
    it('that is only referred to: what is fixed to it moves over, and does not go before', () => {
      const fixed = resource('b', VOLUME, { zone: ref('a') });
      stack.put([{ ...resource('a', ADDRESS), externalId: 'theirs' }, fixed]);
      stack.look(stack.only('a'), ready());
      stack.course();
      stack.put([resource('a', ADDRESS), fixed]);
      assert.deepEqual(stack.course(), ['create a', 'create b', 'delete b']);
    });

    it('that is not taken over yet', () => {
      stack.put([resource('a', MACHINE)], 'CREATE', { requests: [stack.request('import', 'a', 'theirs')] });
      stack.put([resource('a', ADDRESS)], 'UPDATE', { requests: [] });
      assert.deepEqual(stack.actions, ['adopt a', 'create a']);
    });
  });

  describe('it goes even earlier', () => {
    it('if it was half made', () => {
      const goal = (zone: string) => [
        resource('a', ADDRESS, { zone }),
        resource('b', SERVER, { on: ref('a') }),
      ];
      stack.put(goal('x'));
      stack.succeeds('a');
      stack.lose(stack.job('b'));
      stack.fails('b');
      stack.put(goal('y'));
      assert.deepEqual(stack.actions, ['delete b']);
    });

    it('if it was to go already, and its delete has failed', () => {
      const goal = (zone: string) => [
        resource('a', ADDRESS, { zone }),
        resource('b', SERVER, { on: ref('a') }),
      ];
      made(goal('x'));
      stack.put([resource('a', ADDRESS, { zone: 'x' })]);
      stack.fails('b', 'transient');
      stack.put(goal('y'));
      assert.equal(stack.verdict('b'), 'vacant', 'nothing of it is made before');
      stack.ring(stack.only('b'));
      assert.deepEqual(stack.course(), ['delete b', 'delete a', 'create a', 'create b']);
    });

    it('not if what it is fixed to is another thing', () => {
      const goal = (zone: string) => [
        resource('a', ADDRESS, { zone }),
        resource('d', SERVER),
        resource('b', VOLUME, { zone: ref('d') }, ['a']),
      ];
      made(goal('x'));
      stack.put(goal('y'));
      assert.deepEqual(stack.course(), ['delete a', 'create a']);
    });

    it('not if it never stood on that, or will not', () => {
      made([resource('a', ADDRESS, { zone: 'x' }), resource('b', SERVER, { zone: 'x' })]);
      stack.put([resource('a', ADDRESS, { zone: 'y' }), resource('b', SERVER, { zone: 'y' }, ['a'])]);
      assert.deepEqual(stack.course(), ['delete a', 'create a', 'create b', 'delete b']);

      stack = new Story();
      made([resource('a', ADDRESS, { zone: 'x' }), resource('b', SERVER, { zone: 'x' }, ['a'])]);
      stack.put([resource('a', ADDRESS, { zone: 'y' }), resource('b', SERVER, { zone: 'y' })]);
      assert.deepEqual(stack.actions, ['create b']);
      assert.deepEqual(stack.course(), ['create b', 'delete b', 'delete a', 'create a']);
    });
  });

  it('what need not wait for that, since what lies between is skipped, does not go before', () => {
    const goal = (zone: string) => [
      resource('a', ADDRESS, { zone }),
      resource('b', SERVER, { on: ref('a') }),
      resource('c', SERVER, { on: ref('b'), zone }, zone === 'x' ? ['a'] : []),
    ];
    made(goal('x'));
    stack.put(goal('y'), 'UPDATE', { skipped: ['b'] });
    const order = stack.course();
    assert.ok(order.indexOf('create c') < order.indexOf('delete c'));
    assert.deepEqual(order.sort(), ['create a', 'create c', 'delete a', 'delete c']);
  });

  describe('it is waited for', () => {
    it('while something is done to it', () => {
      const goal = (zone: string, size: number) => [
        resource('a', ADDRESS, { zone }),
        resource('b', SERVER, { on: ref('a'), size }),
      ];
      made(goal('x', 1));
      stack.put(goal('x', 2));
      stack.put(goal('y', 2));
      assert.deepEqual(stack.actions, ['update b']);
      assert.deepEqual(stack.course(), ['update b', 'delete a', 'create a', 'update b']);
    });

    it('if it is to go itself, though it could have moved over', () => {
      made([resource('a', ADDRESS), resource('b', SERVER, { on: ref('a') })]);
      stack.turns('b', 'broken');
      stack.succeeds('b', 'another');
      stack.fails('b', 'transient');
      stack.turns('a', 'broken');
      assert.equal(stack.verdict('a'), 'vacant');
      assert.deepEqual(stack.actions, []);
      stack.ring(stack.instances('b')[0]!);
      assert.deepEqual(stack.course(), ['delete b', 'delete a', 'create a', 'update b']);
    });

    it('if it moves over from what has nothing to do with it', () => {
      made([
        resource('a', ADDRESS, { zone: 'x' }),
        resource('b', SERVER),
        resource('c', SERVER, { on: ref('b') }, ['a']),
      ]);
      stack.put([resource('a', ADDRESS, { zone: 'y' }), resource('c', SERVER, { on: ref('a') })]);
      assert.deepEqual(stack.course(), ['delete a', 'create a', 'update c', 'delete b']);
    });
  });

  it('what moves over is not waited for by what else has to go before, at any distance', () => {
    const [a, b] = [resource('a', ADDRESS, { zone: 'x' }), resource('b', SERVER, { on: ref('a') })];
    const next = [resource('a', ADDRESS, { zone: 'y' }), resource('d', SERVER, { on: ref('a') })];
    made([a, b, resource('d', SERVER, { on: ref('b') })]);
    stack.put(next);
    assert.deepEqual(stack.course(), ['delete b', 'delete a', 'create a', 'update d']);

    stack = new Story();
    made([a, b, resource('c', SERVER, { on: ref('b') }), resource('d', SERVER, { on: ref('c') })]);
    stack.put(next);
    assert.deepEqual(stack.course(), ['delete c', 'delete b', 'delete a', 'create a', 'update d']);
  });

  it('what is half made again when that is repaired is not waited for: it moves over as another one', () => {
    made([resource('a', ADDRESS), resource('b', SERVER, { on: ref('a') })]);
    stack.turns('b', 'broken');
    stack.fails('b', 'transient');
    stack.turns('a', 'broken');
    assert.equal(stack.verdict('a'), 'vacant');
    const order = stack.course();
    assert.deepEqual(order.slice(0, 3), ['delete a', 'create a', 'create b']);
    stack.ring(stack.instances('b')[0]!);
    assert.deepEqual(stack.course(), ['delete b']);
    mustBeQuiet(stack.snapshot);
  });

  it('what goes earlier for another comes back when that has gone, if it was held up that long', () => {
    made([
      resource('a', ADDRESS, { zone: 'x' }),
      resource('b', ADDRESS, { zone: 'x' }),
      resource('c', SERVER, { on: ref('a') }),
      resource('d', SERVER, { zone: 'x' }, ['c']),
      resource('e', SERVER, {}, ['d']),
    ]);
    stack.put([
      resource('a', ADDRESS, { zone: 'y' }),
      resource('b', ADDRESS, { zone: 'y' }),
      resource('c', SERVER, { on: ref('b') }),
      resource('d', SERVER, { zone: 'y' }, ['c']),
    ]);
    stack.fails('e', 'transient');
    assert.equal(stack.verdict('d'), 'vacant');
    stack.succeeds('a', '', null);
    assert.equal(stack.verdict('d'), 'needs');
    stack.ring(stack.only('e'));
    const order = stack.course();
    assert.ok(order.indexOf('create d') < order.indexOf('delete d'));
  });

  it('a broken one that is kept before it goes does not come back meanwhile, though its repairs did not hold', () => {
    stack.put([{ ...resource('a', MACHINE), deleteFirst: true, deletionPolicy: 'snapshot' }]);
    stack.succeeds('a');
    const isMadeAnew = () => {
      assert.deepEqual(stack.actions, ['snapshot a']);
      stack.succeeds('a', '', null);
      assert.deepEqual(stack.course(), ['delete a', 'create a']);
    };
    stack.turns('a', 'broken');
    isMadeAnew();
    stack.turns('a', 'broken');
    assert.equal(stack.verdict('a'), 'unstable');
    stack.ring(stack.only('a'));
    isMadeAnew();
  });

  it('what is left as it is stands on the new one, and on nothing that is gone (R13)', () => {
    made([resource('a', ADDRESS), resource('b', VOLUME, { zone: ref('a') })]);
    stack.turns('a', 'broken');
    stack.course();
    assert.equal(stack.verdict('b'), 'drifted');
    assert.deepEqual(stack.only('b').requires, [stack.only('a')]);
  });

  it('what one has shown counts for the next one, and for no later one', () => {
    const goal = (zone: string) => [resource('a', ADDRESS, { zone })];
    made(goal('x'));
    stack.turns('a', 'broken');
    stack.course();
    assert.equal(stack.only('a').repairs, 1);
    stack.ring(stack.only('a'));
    assert.equal(stack.only('a').repairs, 0, 'the repair has held');
    stack.put(goal('y'));
    stack.course();
    assert.equal(stack.only('a').repairs, 0);
    mustBeQuiet(stack.snapshot);
  });

  it('what never was ready is another try of the next one, and no repair that did not hold', () => {
    stack.put([resource('a', ADDRESS)]);
    stack.succeeds('a', 'a-1', seen('broken'));
    stack.look(stack.only('a'), seen('broken'));
    stack.course();
    assert.equal(stack.status, 'CREATE_COMPLETE');
    assert.equal(stack.only('a').repairs, 0);
  });
});
