import assert from 'node:assert/strict';
import { silentLogger } from '../../lib/log.js';
import type { EngineToObserver, ObservedThing, ObserverToEngine } from '../../lib/protocol/observer.js';
import { ObserverSession } from '../../services/observer/session.js';
import { FakeTransport } from '../support/fake-transport.js';
import { settled } from '../support/manual-clock.js';
import { pollerOf, watch, World, type PollerUnderTest } from './poller-under-test.js';

describe("an observer's session", () => {
  let at: PollerUnderTest<World>;
  let transport: FakeTransport<ObserverToEngine, EngineToObserver>;
  let session: ObserverSession;
  beforeEach(() => {
    at = pollerOf((clock) => new World(clock));
    at.world.state = { status: 'ready' };
    transport = new FakeTransport();
    session = new ObserverSession(
      { transport, poller: at.poller, defer: setImmediate, log: silentLogger },
      { observerId: 'o1', node: 'n1', version: '0', types: [] },
    );
    session.start();
  });

  const connect = async (): Promise<void> => {
    transport.open();
    transport.say({ kind: 'welcome', engineId: 'e1', engines: [] });
    await settled();
  };
  const messages = () => transport.sent.flatMap((m) => (m.kind === 'observed' ? [m] : []));
  const things = (): ObservedThing[] => messages().flatMap((m) => m.things);
  const give = async (...ids: string[]): Promise<void> => {
    transport.say({
      kind: 'watches',
      watches: ids.map((instanceId) => watch({ instanceId, awaited: true })),
    });
    await settled();
  };

  it('says hello, and what it sees in one message', async () => {
    await connect();
    assert.equal(transport.sent[0]?.kind, 'hello');
    await give('s/1', 's/2', 's/3');
    assert.equal(messages().length, 1);
    assert.deepEqual(
      things()
        .map((t) => t.instanceId)
        .sort(),
      ['s/1', 's/2', 's/3'],
    );
    assert.equal(session.unacknowledged, 3);
    transport.say({ kind: 'acknowledged', numbers: [messages()[0]?.number ?? 0] });
    assert.equal(session.unacknowledged, 0);
  });

  it('forgets with the stream what was not acknowledged: another engine counts epochs anew', async () => {
    await connect();
    await give('s/1', 's/2');
    assert.equal(session.unacknowledged, 2);
    transport.lose();
    assert.equal(session.unacknowledged, 0);
    await connect();
    assert.deepEqual(things(), []);
    await give('s/1');
    assert.deepEqual(
      things().map((t) => t.instanceId),
      ['s/1'],
    );
  });

  it('looks at nothing while it has no stream, and waits for watches to be given anew', async () => {
    await connect();
    await give('s/1');
    transport.lose();
    const looks = at.world.looks.length;
    await at.clock.pass(60_000);
    await connect();
    await at.clock.pass(60_000);
    assert.equal(at.world.looks.length, looks);
    await give('s/1');
    assert.equal(at.world.looks.length, looks + 1);
  });

  it('forgets what it saw of a thing that is not watched any more', async () => {
    await connect();
    await give('s/1');
    transport.say({ kind: 'unwatch', instanceIds: ['s/1'] });
    assert.equal(session.unacknowledged, 0);
    assert.equal(at.poller.watched, 0);
  });

  it('keeps only the newest while the engine is behind', async () => {
    await connect();
    transport.hasRoom = false;
    await give('s/1');
    const before = messages().length;
    at.world.state = { status: 'pending' };
    await at.clock.pass(500);
    at.world.state = { status: 'broken' };
    await at.clock.pass(1_000);
    assert.equal(messages().length, before);
    transport.drain();
    await settled();
    assert.deepEqual(
      things().map((t) => t.observation.status),
      ['ready', 'broken'],
    );
  });
});
