import { loadConfig } from '../../lib/config.js';
import { silentLogger } from '../../lib/log.js';
import { observerConfig } from '../../services/observer/config.js';
import { startObserver } from '../../services/observer/main.js';

/** Some observers in one process, each with streams, a connection to the broker and metrics of its own. Says where their metrics are. */
const configurations = JSON.parse(process.env['TEST_OBSERVERS'] ?? '[]') as Record<string, unknown>[];
const observers = await Promise.all(
  configurations.map((overrides) =>
    startObserver(loadConfig(observerConfig, { env: {}, overrides }), { log: silentLogger }),
  ),
);
process.send?.(observers.map(({ statusAddress }) => statusAddress));
process.on('message', () => {
  void Promise.all(observers.map((observer) => observer.stop())).then(() => process.exit(0));
});
