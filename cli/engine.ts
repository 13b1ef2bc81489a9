import { engineConfig } from '../services/engine/config.js';
import { runEngine } from '../services/engine/main.js';
import { runService, type ServiceOptions } from './service.js';

/** `isotherm engine`: until a signal stops it. */
export function startEngine(options: ServiceOptions): Promise<void> {
  return runService(engineConfig, options, (config) => runEngine(config));
}
