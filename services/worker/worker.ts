import { hostname } from 'node:os';
import { systemClock } from '../../lib/clock.js';
import { workerTransport } from '../../lib/grpc/dial.js';
import { EnginePool } from '../../lib/grpc/engine-pool.js';
import { loadProviders } from '../../lib/handler/load-providers.js';
import type { Logger } from '../../lib/log.js';
import { startPeer, type RunningPeer } from '../../lib/peer-process.js';
import type { Tracer } from '../../lib/tracing/tracer.js';
import { version } from '../../lib/version.js';
import { workerIdOf, type WorkerConfig } from './config.js';
import { Jobs } from './jobs.js';
import { leave } from './leave.js';
import { WorkerMetrics } from './metrics.js';
import { Progress } from './progress.js';
import { Questions } from './questions.js';
import { WorkerSession } from './session.js';
import { Slots } from './slots.js';
import { noticeStandStill } from './stand-still.js';

export interface WorkerOptions {
  readonly log: Logger;
  /** Where packages and relative paths of providers are looked for. Default: the working directory. */
  readonly directory?: string | undefined;
  /** Undefined: nothing is traced. */
  readonly tracer?: Tracer | undefined;
}

/**
 * How long jobs go on without their engine. With the 13 s in which a dead stream is noticed it stays under the
 * engine's default lease of 60 s (R25).
 */
const ABANDON_AFTER_MS = 30_000;

/** A worker that is connected, or tries to be, until `stop`. */
export async function startWorker(config: WorkerConfig, options: WorkerOptions): Promise<RunningPeer> {
  const { log } = options;
  const clock = systemClock;
  const handlers = await loadProviders(config.providers, options.directory ?? process.cwd());
  const slots = new Slots(config.slots);
  const progress = new Progress(clock);
  const node = config.node ?? hostname();
  const metrics = new WorkerMetrics(() => ({
    waiting: slots.waiting,
    unacknowledged: jobs.unacknowledged,
    connected: pool.connected,
  }));
  const jobs: Jobs = new Jobs(
    {
      handlers,
      slots,
      clock,
      onJob: metrics,
      tracer: options.tracer,
      onProgress: () => {
        progress.made();
      },
    },
    { node, abandonAfterMs: ABANDON_AFTER_MS, snapshotBytes: config.snapshotBytes },
  );
  const questions = new Questions(handlers.constraints, clock, config.questions);
  const pool: EnginePool<WorkerSession> = new EnginePool((address, listener) => {
    const { baseMs: firstMs, capMs: longestMs } = config.reconnect;
    const transport = workerTransport({
      address,
      tls: config.tls,
      backoff: { firstMs, longestMs },
      clock,
      random: Math.random,
    });
    return new WorkerSession(
      { transport, jobs, questions, defer: setImmediate, log: log.child({ address }), ...listener },
      {
        workerId: workerIdOf(config),
        node,
        version,
        credits: config.slots,
        types: handlers.offered,
      },
    );
  }, log);
  const stopNoticing = noticeStandStill(clock, ABANDON_AFTER_MS, (ms) => {
    log.warn({ ms }, 'this worker stood still: what it ran may have been given to others');
    for (const session of pool.sessions) session.reset();
    jobs.abortAll('its worker stood still for too long');
  });
  return startPeer({
    name: 'worker',
    pool,
    engines: config.engines,
    monitoring: config.monitoring,
    registry: metrics.registry,
    log,
    leave: async () => {
      await leave(jobs, pool.sessions, progress, config.stopMs);
      stopNoticing();
    },
  });
}
