import { createLogger } from '../../lib/log.js';
import { runUntilSignal } from '../../lib/lifecycle.js';
import { startTracing } from '../../lib/tracing/start-tracing.js';
import { workerIdOf, type WorkerConfig } from './config.js';
import { startWorker } from './worker.js';

export { startWorker } from './worker.js';

/**
 * A worker as a process of its own: returns once a signal has stopped it.
 * @param directory of the configuration file, where providers are looked for.
 */
export async function runWorker(config: WorkerConfig, directory?: string): Promise<void> {
  const log = createLogger({ service: 'worker', ...config.log });
  const tracing = await startTracing({ service: 'isotherm-worker', instance: workerIdOf(config), log });
  const worker = await startWorker(config, { log, directory, tracer: tracing.tracer });
  await runUntilSignal([tracing, worker], log);
}
