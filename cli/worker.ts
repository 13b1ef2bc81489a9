import { workerConfig } from '../services/worker/config.js';
import { runWorker } from '../services/worker/main.js';
import { runService, type ServiceOptions } from './service.js';

/** `isotherm worker`: until a signal stops it. */
export function startWorker(options: ServiceOptions): Promise<void> {
  return runService(workerConfig, options, (config, directory) => runWorker(config, directory));
}
