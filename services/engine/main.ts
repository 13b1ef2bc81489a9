import { StatusServer } from '../../lib/http-status.js';
import { runUntilSignal, type Service } from '../../lib/lifecycle.js';
import { createLogger, type Logger } from '../../lib/log.js';
import { startTracing } from '../../lib/tracing/start-tracing.js';
import type { Tracer } from '../../lib/tracing/tracer.js';
import type { UseCases } from './app/use-cases/use-cases.js';
import { engineIdOf, type EngineConfig } from './config.js';
import { limitsOf } from './config/limits.js';
import { isEverywhere, parseAddress } from '../../lib/grpc/address.js';
import { grpcServer } from './edge/grpc/server.js';
import { restServer } from './edge/rest/server.js';
import { Database } from './database.js';
import { openAuth } from './open-auth.js';
import { buildEngine, type Engine } from './engine.js';
import type { EngineMetrics } from './metrics.js';

/** An engine with its edges, as `isotherm engine` and `isotherm dev` run it. */
export interface EngineService extends Service {
  /** After `start`. */
  readonly restUrl: string;
  readonly grpcAddress: string;
  readonly useCases: UseCases;
  readonly metrics: EngineMetrics;
  /** What it waits for before it can do its work; undefined: it is ready. */
  waitsFor(): string | undefined;
}

/** Runs an engine until a signal stops it. */
export async function runEngine(config: EngineConfig): Promise<void> {
  const log = createLogger({ service: 'engine', level: config.log.level, format: config.log.format });
  const tracing = await startTracing({ service: 'isotherm-engine', instance: engineIdOf(config), log });
  await runUntilSignal([tracing, engineService(config, log, tracing.tracer)], log);
}

/**
 * Starts database, engine, gRPC and REST in this order, and stops them in the reverse one. A start that fails leaves
 * nothing running.
 */
export function engineService(config: EngineConfig, log: Logger, tracer?: Tracer): EngineService {
  let started: Service[] = [];
  let rest: ReturnType<typeof restServer> | undefined;
  let grpc: ReturnType<typeof grpcServer> | undefined;
  let engine: Engine | undefined;
  let waitsFor: () => string | undefined = () => 'its start';
  const begin = async (service: Service) => {
    await service.start();
    started.push(service);
  };
  const stop = async () => {
    for (const service of started.toReversed()) await service.stop();
    started = [];
  };
  const start = async () => {
    const database = new Database(config);
    await begin(database);
    const address = () => advertised(config, grpc?.address);
    const built = (engine = buildEngine(config, database.source, log, address, tracer));
    const { useCases, workers, observers, metrics } = built;
    waitsFor = waitsForWorkers(config, built);
    // Listens before it is registered, so that it says where; what comes before its stacks were read waits.
    grpc = grpcServer({ listen: config.grpc.listen, tls: config.grpc.tls, workers, observers, log });
    started.push(built);
    await begin(grpc);
    await built.start();
    started.push({ name: 'shards', start: () => Promise.resolve(), stop: () => built.handOver() });
    const auth = openAuth(config, built);
    const { templateUrls } = config;
    const limits = limitsOf(config.limits);
    rest = restServer({ ...config.rest, auth, templateUrls, limits, useCases, log, tracer, waitsFor });
    await begin(rest);
    if (!config.monitoring.enabled) return;
    const { host, port } = config.monitoring;
    await begin(new StatusServer({ listen: { host, port }, registry: metrics.registry, waitsFor, log }));
  };

  return {
    name: 'engine',
    get restUrl() {
      return rest?.address ?? '';
    },
    get grpcAddress() {
      return grpc?.address ?? '';
    },
    get useCases() {
      if (!engine) throw new Error('the engine was not started');
      return engine.useCases;
    },
    get metrics() {
      if (!engine) throw new Error('the engine was not started');
      return engine.metrics;
    },
    waitsFor: () => waitsFor(),
    async start() {
      try {
        await start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

/** Empty where it says nothing to others: it listens on all addresses. */
function advertised({ grpc }: EngineConfig, listening = ''): string {
  if (grpc.advertise !== undefined) return grpc.advertise;
  const address = listening === '' ? undefined : parseAddress(listening);
  return address?.kind === 'tcp' && isEverywhere(address.host) ? '' : listening;
}

/** Ready once as many workers have connected as are expected. */
function waitsForWorkers(config: EngineConfig, engine: Engine): () => string | undefined {
  let enough = config.workersExpected === 0;
  return () => {
    enough ||= engine.workersConnected() >= config.workersExpected;
    return enough ? undefined : `${String(config.workersExpected - engine.workersConnected())} more workers`;
  };
}
