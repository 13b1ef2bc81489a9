import { loadConfig } from '../../lib/config.js';
import { createLogger } from '../../lib/log.js';
import { observerConfig } from '../../services/observer/config.js';
import { startObserver } from '../../services/observer/main.js';

/** The observer of a bench, in a process of its own: the real one. Answers `looks` with how many things it has looked at. */
const overrides = JSON.parse(process.env['BENCH'] ?? '{}') as Record<string, unknown>;
const config = loadConfig(observerConfig, { env: {}, overrides });
const observer = await startObserver(config, {
  log: createLogger({ service: 'observer', level: 'error', format: 'line' }),
});
await observer.start();
process.send?.('started');
process.on('message', (question: 'looks' | 'stop') => {
  if (question === 'stop') void observer.stop().then(() => process.exit(0));
  else void looks().then((n) => process.send?.(n));
});

async function looks(): Promise<number> {
  const text = await (await fetch(`http://${observer.statusAddress}/metrics`)).text();
  const counts = text.split('\n').filter((line) => line.startsWith('isotherm_observer_looks_total{'));
  return counts.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
