import { loadConfig } from '../../lib/config.js';
import { createLogger } from '../../lib/log.js';
import { workerConfig } from '../../services/worker/config.js';
import { startWorker } from '../../services/worker/main.js';

/** The worker of a bench, in a process of its own: the real one, with the no-op types of the `heat` provider. */
const overrides = JSON.parse(process.env['BENCH'] ?? '{}') as Record<string, unknown>;
const config = loadConfig(workerConfig, { env: {}, overrides });
const worker = await startWorker(config, {
  log: createLogger({ service: 'worker', level: 'error', format: 'line' }),
});
await worker.start();
process.send?.('started');
process.on('message', () => void worker.stop().then(() => process.exit(0)));
