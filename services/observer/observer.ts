import { hostname } from 'node:os';
import { systemClock } from '../../lib/clock.js';
import { observerTransport } from '../../lib/grpc/dial.js';
import { EnginePool } from '../../lib/grpc/engine-pool.js';
import { loadProviders } from '../../lib/handler/load-providers.js';
import type { Logger } from '../../lib/log.js';
import { startPeer, type RunningPeer } from '../../lib/peer-process.js';
import { version } from '../../lib/version.js';
import type { ObserverConfig } from './config.js';
import { observable } from './handlers.js';
import { ObserverMetrics } from './metrics.js';
import { Notifier } from './notifications/notifier.js';
import { openSources } from './notifications/open-sources.js';
import { Poller } from './poller.js';
import { paceByType } from './pace-by-type.js';
import { ObserverSession } from './session.js';

export interface ObserverOptions {
  readonly log: Logger;
  /** Where packages and relative paths of providers are looked for. Default: the working directory. */
  readonly directory?: string | undefined;
}

/** An observer that is connected, or tries to be, until `stop`. */
export async function startObserver(config: ObserverConfig, options: ObserverOptions): Promise<RunningPeer> {
  const { log } = options;
  const clock = systemClock;
  const directory = options.directory ?? process.cwd();
  const handlers = await loadProviders(config.providers, directory);
  const paces = paceByType(config.providers, handlers.providers);
  const node = config.node ?? hostname();
  const metrics: ObserverMetrics = new ObserverMetrics(() => ({
    watched: poller.watched,
    waiting: poller.waiting,
    unacknowledged: pool.sessions.reduce((total, session) => total + session.unacknowledged, 0),
    connected: pool.connected,
    notified: notifier.open,
  }));
  const notifier: Notifier = new Notifier({
    clock,
    defer: setImmediate,
    answerMs: config.notifications.answerMs,
    onOutcome: metrics.onOutcome,
  });
  const sources = openSources(config.notifications, {
    providers: handlers.providers,
    node,
    log,
    onMessage: metrics.onMessage,
  });
  const poller: Poller = new Poller(
    { handlers, clock, random: Math.random, log, onLook: metrics.onLook, onWatch: sources.watchedThings },
    {
      node,
      lookConcurrency: config.lookConcurrency,
      lookTimeoutMs: config.lookTimeoutMs,
      periodMs: config.periodMs,
      periodOf: (type) => paces.get(type)?.periodMs,
      awaitedBaseOf: (type) => paces.get(type)?.awaitedBaseMs,
      awaited: config.awaited,
    },
  );
  const pool: EnginePool<ObserverSession> = new EnginePool((address, listener) => {
    const { baseMs: firstMs, capMs: longestMs } = config.reconnect;
    const transport = observerTransport({
      address,
      tls: config.tls,
      backoff: { firstMs, longestMs },
      clock,
      random: Math.random,
    });
    return new ObserverSession(
      { transport, poller, notifier, defer: setImmediate, log: log.child({ address }), ...listener },
      {
        observerId: config.id ?? `${hostname()}-${String(process.pid)}`,
        node,
        version,
        types: observable(handlers),
      },
    );
  }, log);
  await sources.start(notifier.notify);
  return startPeer({
    name: 'observer',
    pool,
    engines: config.engines,
    monitoring: config.monitoring,
    registry: metrics.registry,
    log,
    leave: async () => {
      // Before the streams end: what was not answered goes back to where it came from.
      notifier.stop();
      await sources.stop();
      poller.stop();
    },
  });
}
