import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../lib/config.js';
import { silentLogger } from '../../lib/log.js';
import type { EngineToObserver, ObserverToEngine } from '../../lib/protocol/observer.js';
import { observerConfig } from '../../services/observer/config.js';
import type { RunningPeer } from '../../lib/peer-process.js';
import { startObserver } from '../../services/observer/main.js';
import { RecordingPeers, until, wire, type Wire } from '../grpc/wire.js';
import { watch } from './poller-under-test.js';

const provider = fileURLToPath(new URL('../worker/noop-provider.js', import.meta.url));

describe('an observer', () => {
  let net: Wire;
  let observer: RunningPeer | undefined;
  const peers = new RecordingPeers<ObserverToEngine, EngineToObserver>();
  before(() => {
    net = wire();
    peers.onMessage = (link, message) => {
      if (message.kind !== 'hello') return;
      link.send({ kind: 'welcome', engineId: 'e1', engines: [] });
      const noop = { type: 'Test::Noop', goal: '{"value":"v"}', awaited: true };
      link.send({ kind: 'watches', watches: [watch(noop), watch({ ...noop, instanceId: 's1/2' })] });
    };
  });
  after(async () => {
    await observer?.stop();
    await net.close();
  });
  const statuses = (): string[] =>
    peers.messages.flatMap((m) =>
      m.kind === 'observed' ? m.things.map((t) => `${t.instanceId} ${t.observation.attributes}`) : [],
    );

  it('looks at what it is given, again after its engine was replaced, and tells how it is', async () => {
    const first = await net.server({ observers: peers });
    const config = loadConfig(observerConfig, {
      env: {},
      overrides: {
        engines: [`unix:${net.directory}/engine.sock`],
        node: 'n1',
        providers: [{ package: provider, periodMs: 1_000 }],
        'reconnect.baseMs': 5,
        'reconnect.capMs': 20,
        'monitoring.port': 0,
      },
    });
    observer = await startObserver(config, { log: silentLogger });
    await until(() => statuses().length === 2, 'both were seen');
    assert.deepEqual(statuses(), ['s1/1 {"value":"v"}', 's1/2 {"value":"v"}']);
    // Others of its node may be the first process of their container too.
    const [hello] = peers.messages;
    assert.ok(hello?.kind === 'hello');
    assert.equal(hello.hello.observerId, `${hostname()}-${String(process.pid)}`);
    await first.stop();
    await net.server({ observers: peers });
    await until(() => statuses().length >= 4, 'both were seen again');

    const metrics = await (await fetch(`http://${observer.statusAddress}/metrics`)).text();
    assert.match(metrics, /isotherm_observer_watches 2/);
    assert.match(metrics, /isotherm_observer_engines 1/);
    assert.match(metrics, /isotherm_observer_looks_total\{type="Test::Noop",result="seen"\} [4-9]/);
  });
});
