import assert from 'node:assert/strict';
import type { RestrictedAction } from '../../lib/hot/environment/hooks.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { planFor } from './plan-of.js';
import { ready, Story } from './story.js';
import { ADDRESS, ref, resource, SERVER } from './types.js';

const goal = (restricted: RestrictedAction[], size = 1, zone = 'a') => [
  { ...resource('db', SERVER, { size, zone }), restricted },
  resource('vm', SERVER, { size }, ['db']),
];

describe('the rules of the core: restricted actions', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
  });

  afterEach(() => {
    mustBeSound(stack.snapshot);
  });

  const told = () =>
    stack.events.filter(({ name }) => name === 'db').map((e) => `${e.action}_${e.status} ${e.reason}`);

  it('an update that is forbidden fails, its thing stays as it is, and its status too', () => {
    stack.makes(goal(['update']));
    const before = stack.done.length;
    stack.put(goal(['update'], 2));
    assert.equal(stack.status, 'UPDATE_FAILED');
    assert.equal(stack.done.length, before);
    assert.equal(told().at(-1), 'UPDATE_FAILED update is restricted for resource.');
    const { action, status, failure } = stack.only('db');
    assert.deepEqual(
      [action, status, failure?.cause],
      ['CREATE', 'COMPLETE', 'update is restricted for resource.'],
    );
    assert.equal(stack.why('vm'), 'needs db');
    assert.equal(
      stack.events.at(-1)?.reason,
      'Resource UPDATE failed: resources.db: update is restricted for resource.',
    );
    const events = stack.events.length;
    stack.restore();
    assert.equal(stack.status, 'UPDATE_FAILED');
    assert.equal(stack.events.length, events, 'not told again after a restart');
    stack.put(goal(['update'], 2));
    assert.equal(told().filter((each) => each.startsWith('UPDATE_FAILED')).length, 2, 'but under each goal');
    stack.put(goal(['update']));
    assert.equal(stack.status, 'UPDATE_COMPLETE');
    mustBeQuiet(stack.snapshot);
  });

  it('what replaces is another thing than what updates', () => {
    stack.makes(goal(['replace']));
    stack.put(goal(['replace'], 2));
    assert.deepEqual(stack.course(), ['update db', 'update vm']);
    stack.put(goal(['replace'], 2, 'b'));
    assert.equal(stack.status, 'UPDATE_FAILED');
    assert.equal(told().at(-1), 'UPDATE_FAILED replace is restricted for resource.');
    assert.equal(stack.instances('db').length, 1);
    stack.put(goal([], 2, 'b'));
    assert.deepEqual(stack.course(), ['create db', 'delete db']);
    assert.equal(stack.status, 'UPDATE_COMPLETE');
  });

  it('nor does it go for the sake of what it is built on', () => {
    const at = (zone: string) => [
      resource('ip', ADDRESS, { zone }),
      { ...resource('vm', SERVER, { zone: ref('ip') }), restricted: ['replace' as const] },
    ];
    stack.makes(at('a'));
    stack.put(at('b'));
    assert.equal(stack.status, 'UPDATE_FAILED');
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.instances('vm').length, 1);
    const events = stack.events.length;
    stack.restore();
    stack.look(stack.only('ip'), ready());
    assert.equal(stack.events.length, events, 'told once');
  });

  it('nor while what it replaced itself is still going, which it would have to do first', () => {
    const of = (type: typeof SERVER) => [{ ...resource('ip', type), restricted: ['replace' as const] }];
    stack.makes(of(ADDRESS));
    stack.put([resource('ip', SERVER)]);
    stack.succeeds('ip', 'server', ready());
    assert.deepEqual(stack.actions, ['delete ip']);
    stack.put(of(ADDRESS));
    assert.deepEqual(stack.actions, ['delete ip'], 'that of before alone');
    stack.succeeds('ip', '');
    assert.equal(stack.status, 'UPDATE_FAILED');
    assert.equal(stack.only('ip').physicalId, 'server');
  });

  it('a goal that fails so rolls back', () => {
    stack.makes(goal(['update']));
    stack.put(goal(['update'], 2), 'UPDATE', { rollback: true });
    assert.ok(stack.shallRollBack);
    stack.rollBack();
    assert.equal(stack.status, 'ROLLBACK_COMPLETE');
    mustBeQuiet(stack.snapshot);
  });

  it('while it first comes about, nothing is forbidden', () => {
    stack.put(goal(['replace', 'update']));
    stack.fails('db', 'transient');
    stack.ring(stack.only('db'));
    stack.succeeds('db');
    stack.turns('db', 'absent');
    assert.ok(stack.actions.includes('create db'), 'it was lost before the goal was reached');
    stack.course();
    assert.equal(stack.status, 'CREATE_COMPLETE');
  });

  it('nor when something else is asked meanwhile; and that allows nothing that an update may not', () => {
    stack.put(goal(['replace', 'update']));
    stack.ask({}, 'SNAPSHOT');
    stack.succeeds('db');
    stack.turns('db', 'absent');
    assert.ok(stack.actions.includes('create db'));
    stack.course();
    stack.put(goal(['replace', 'update'], 2));
    stack.ask({}, 'SNAPSHOT');
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.verdict('db'), 'failed');
  });

  it('what drifted is told and left, since its repair would be forbidden too', () => {
    stack.makesAndSees(goal(['replace']));
    stack.look(stack.only('db'), ready({ size: 9 }));
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.convergence, 'drifted');
    assert.equal(stack.status, 'CREATE_COMPLETE');
  });

  it('nor is it repaired for the sake of what is built on it', () => {
    stack.makesAndSees([
      { ...resource('db', SERVER), restricted: ['replace'] },
      resource('vm', SERVER, { size: 1 }, ['db']),
    ]);
    stack.turns('db', 'broken');
    assert.equal(stack.convergence, 'drifted');
    stack.turns('vm', 'absent');
    assert.deepEqual(stack.actions, []);
    assert.equal(stack.status, 'CHECK_FAILED');
    assert.match(stack.why('db'), /replace is restricted for resource\./);
  });

  it('a plan says it', () => {
    stack.makes(goal(['update']));
    const entry = planFor(stack.snapshot, goal(['update'], 2)).find((each) => each.resource === 'db');
    assert.equal(entry?.action, 'none');
    assert.match(entry.reason, /update is restricted for resource\./);
  });
});
