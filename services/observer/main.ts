import { runUntilSignal } from '../../lib/lifecycle.js';
import { createLogger } from '../../lib/log.js';
import type { ObserverConfig } from './config.js';
import { startObserver } from './observer.js';

export { startObserver } from './observer.js';

/**
 * An observer as a process of its own: returns once a signal has stopped it.
 * @param directory of the configuration file, where providers are looked for.
 */
export async function runObserver(config: ObserverConfig, directory?: string): Promise<void> {
  const log = createLogger({ service: 'observer', ...config.log });
  const observer = await startObserver(config, { log, directory });
  await runUntilSignal([observer], log);
}
