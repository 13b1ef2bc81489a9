import { observerConfig } from '../services/observer/config.js';
import { runObserver } from '../services/observer/main.js';
import { runService, type ServiceOptions } from './service.js';

/** `isotherm observer`: until a signal stops it. */
export function startObserver(options: ServiceOptions): Promise<void> {
  return runService(observerConfig, options, (config, directory) => runObserver(config, directory));
}
