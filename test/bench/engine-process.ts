import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricObjectWithValues, MetricValueWithName } from 'prom-client';
import { createLogger } from '../../lib/log.js';
import { loadConfig } from '../../lib/config.js';
import { engineConfig } from '../../services/engine/config.js';
import { engineService } from '../../services/engine/main.js';

/**
 * The engine of a bench, in a process of its own. Answers `heap` with what is used after a collection, and
 * `thread` with the CPU time of its main thread, `turns` with how many it took, `commits` with how many of these wrote, and `pause`, the
 * second time, with the longest time in ms that this thread was held since the first.
 */
export type EngineQuestion = 'heap' | 'thread' | 'turns' | 'commits' | 'pause';

const overrides = JSON.parse(process.env['BENCH'] ?? '{}') as Record<string, unknown>;
const config = loadConfig(engineConfig, { env: {}, overrides });
const engine = engineService(config, createLogger({ service: 'engine', level: 'warn', format: 'line' }));
await engine.start();
process.send?.({ restUrl: engine.restUrl, grpcAddress: engine.grpcAddress });

const delay = monitorEventLoopDelay({ resolution: 1 });
/** Only while somebody wants to know: it wakes the thread each millisecond, which in a chain is once a link. */
let isWatched = false;

process.on('message', (question: EngineQuestion | 'stop') => {
  if (question === 'heap') {
    globalThis.gc?.();
    process.send?.(process.memoryUsage().heapUsed);
  } else if (question === 'thread') {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1e6);
  } else if (question === 'pause') {
    process.send?.(isWatched ? delay.max / 1e6 : 0);
    delay.reset();
    isWatched = isWatched ? !delay.disable() : delay.enable();
  } else if (question === 'turns') {
    void turns().then((taken) => process.send?.(taken));
  } else if (question === 'commits') {
    process.send?.(engine.metrics.commits);
  } else {
    void engine.stop().then(() => process.exit(0));
  }
});

async function turns(): Promise<number> {
  const { values } = (await engine.metrics.registry
    .getSingleMetric('isotherm_turn_build_seconds')
    ?.get()) as MetricObjectWithValues<MetricValueWithName<string>>;
  return values.find(({ metricName }) => metricName?.endsWith('_count'))?.value ?? 0;
}
