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
import { Poller } from './poller.js';
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
  const periods = await periodsByType(config, directory);
  const node = config.node ?? hostname();
  const metrics: ObserverMetrics = new ObserverMetrics(() => ({
    watched: poller.watched,
    waiting: poller.waiting,
    unacknowledged: pool.sessions.reduce((total, session) => total + session.unacknowledged, 0),
    connected: pool.connected,
  }));
  const poller: Poller = new Poller(
    { handlers, clock, random: Math.random, log, onLook: metrics.onLook },
    {
      node,
      lookConcurrency: config.lookConcurrency,
      lookTimeoutMs: config.lookTimeoutMs,
      periodMs: config.periodMs,
      periodOf: (type) => periods.get(type),
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
      { transport, poller, defer: setImmediate, log: log.child({ address }), ...listener },
      {
        observerId: config.id ?? `${node}-${String(process.pid)}`,
        node,
        version,
        types: observable(handlers),
      },
    );
  }, log);
  return startPeer({
    name: 'observer',
    pool,
    engines: config.engines,
    monitoring: config.monitoring,
    registry: metrics.registry,
    log,
    leave: () => {
      poller.stop();
      return Promise.resolve();
    },
  });
}

/** Local things are cheap to look at, and people sit beside them. */
const PERIOD_OF_OURS: Readonly<Record<string, number>> = { local: 5_000 };

/** The period of settled things, for the types whose provider has one of its own. */
async function periodsByType(
  config: ObserverConfig,
  directory: string,
): Promise<ReadonlyMap<string, number>> {
  const periods = new Map<string, number>();
  for (const provider of config.providers) {
    const periodMs = provider.periodMs ?? PERIOD_OF_OURS[provider.package];
    if (periodMs === undefined) continue;
    const { offered } = await loadProviders([provider], directory);
    for (const { schema } of offered) periods.set(schema.type, periodMs);
  }
  return periods;
}
