import assert from 'node:assert/strict';
import type { EngineToObserver } from '../../lib/protocol/observer.js';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import { Dispatcher } from '../../services/engine/app/dispatch.js';
import { SilentNodes } from '../../services/engine/app/silent-nodes.js';
import { Watches } from '../../services/engine/app/watches.js';
import { explain } from '../../services/engine/core/explain.js';
import { stand } from '../../services/engine/core/facts/goal.js';
import { SERVER, resource } from '../core/types.js';
import { Story } from '../core/story.js';
import { ManualClock } from '../support/manual-clock.js';
import { noLimits } from '../support/no-limits.js';

const identity = { engineId: 'e', engines: [] };
const hello = {
  protocol: PROTOCOL_VERSION,
  version: '',
  types: [{ schema: SERVER, schemaHash: '', schemaText: '' }],
};

/** Nobody elsewhere says anything of what is on a node, nor does anything to it. */
describe('a thing on a node that is silent (R18)', () => {
  let stack: Story;

  beforeEach(() => {
    stack = new Story();
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    assert.equal(stack.only('a').node, 'n');
  });

  const observer = (watches: Watches, id: string, node: string): string[] => {
    const looksAt: string[] = [];
    const send = (message: EngineToObserver) => {
      if (message.kind === 'watches') looksAt.push(...message.watches.map(({ physicalId }) => physicalId));
    };
    watches.connected({ send, close: () => undefined }, { ...hello, observerId: id, node });
    return looksAt;
  };

  it('is looked at from there alone: elsewhere it would seem to be gone', () => {
    const watches = new Watches(identity);
    const elsewhere = observer(watches, 'o1', 'm');
    watches.refresh(stack.snapshot, stack.only('a'));
    watches.flush();
    assert.deepEqual(elsewhere, []);
    assert.equal(watches.unwatched, 1);
    assert.deepEqual(observer(watches, 'o2', 'n'), ['a-1'], 'from there it is, as soon as somebody is');
    assert.deepEqual(elsewhere, []);
    assert.equal(watches.unwatched, 0);
  });

  it('is worked on there alone', () => {
    const nothing = () => undefined;
    const clock = new ManualClock();
    const dispatcher = new Dispatcher({
      clock,
      limits: noLimits(clock),
      leaseMs: 1_000,
      identity,
      lost: nothing,
      overdue: nothing,
      unpushed: nothing,
      isOurs: () => false,
    });
    dispatcher.connected(
      { send: nothing, close: nothing },
      { ...hello, workerId: 'w', node: 'm', credits: 1, held: [], constraints: [] },
    );
    assert.equal(dispatcher.place(SERVER.type, 'n'), 'none');
    assert.deepEqual(dispatcher.place(SERVER.type, ''), { worker: 'w', node: 'm' });
    assert.deepEqual(
      ['n', 'm', ''].map((node) => dispatcher.freeFor({ type: SERVER.type, node })),
      [0, 1, 1],
    );
  });

  it('is told to its stack once nobody has been there for a while, and again when somebody is', async () => {
    const clock = new ManualClock();
    const watches = new Watches(identity);
    watches.refresh(stack.snapshot, stack.only('a'));
    const told: string[][] = [];
    const nodes = new SilentNodes({
      loop: {
        resident: () => stack.resident,
        awaits: () => false,
        tell: (_, fact) => {
          if (fact.kind !== 'silent') return false;
          stack.snapshot.silent = fact.nodes;
          told.push([...fact.nodes]);
          return true;
        },
      },
      watches,
      clock,
      silentAfterMs: 5_000,
    });
    const stop = nodes.start();
    await clock.pass(5_000);
    assert.deepEqual(told, [], 'an observer may be on its way');
    await clock.pass(5_000);
    assert.deepEqual(told, [['n']]);
    assert.deepEqual([...nodes.nodes], ['n']);
    observer(watches, 'o', 'n');
    await clock.pass(1_000);
    assert.deepEqual(told, [['n'], []]);
    stop();
  });

  it('is taken back from a stack that has not taken it yet, also when that is being read anew', async () => {
    const clock = new ManualClock();
    const watches = new Watches(identity);
    watches.refresh(stack.snapshot, stack.only('a'));
    const untaken: ReadonlySet<string>[] = [];
    let isAway = false;
    const nodes = new SilentNodes({
      loop: {
        resident: () => (isAway ? undefined : stack.resident),
        awaits: () => isAway,
        tell: (_, fact) => fact.kind === 'silent' && untaken.push(fact.nodes) > 0,
      },
      watches,
      clock,
      silentAfterMs: 5_000,
    });
    const stop = nodes.start();
    await clock.pass(10_000);
    assert.ok(untaken.some((told) => told.has('n')));
    isAway = true;
    observer(watches, 'o', 'n');
    await clock.pass(2_000);
    isAway = false;
    await clock.pass(1_000);
    for (const told of untaken) stack.snapshot.silent = told;
    assert.equal(stack.snapshot.silent.size, 0, 'what was told last holds');
    const before = untaken.length;
    await clock.pass(5_000);
    assert.equal(untaken.length, before, 'and nothing more is told');
    stop();
  });

  it('waits for a worker there, and says so', () => {
    const { snapshot } = stack;
    stand(snapshot, stack.resource('a'), 'type');
    const why = explain(snapshot).map(({ reason }) => reason);
    stand(snapshot, stack.resource('a'), 'settled');
    assert.deepEqual(why, [
      'no worker on node n, where its thing is, offers Test::Server: start one there; until then nobody knows how the thing is',
    ]);
  });
});
