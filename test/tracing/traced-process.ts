/** Imports all services, traces as the environment says, and tells what was loaded for that and how long the stop took. */
import { trace } from '@opentelemetry/api';
import { createRequire } from 'node:module';
import { createLogger } from '../../lib/log.js';
import { startTracing } from '../../lib/tracing/start-tracing.js';
import '../../services/engine/main.js';
import '../../services/observer/main.js';
import '../../services/worker/main.js';

export interface Told {
  readonly traces: boolean;
  /** Packages of OpenTelemetry, but for its API. */
  readonly loaded: readonly string[];
  readonly stopMs: number;
}

const tracing = await startTracing({
  service: 'isotherm-test',
  instance: 'test-1',
  log: createLogger({ service: 'test' }),
});
// A span for each argument, which is what it belongs to; within it another one, as a provider may make it.
for (const [i, parent] of process.argv.slice(2).entries()) {
  const span = tracing.tracer?.start({ name: `span ${String(i)}`, kind: 'server', parent, attributes: {} });
  await span?.within(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    if (tracing.tracer?.current() !== span.traceParent) throw new Error('it is not the current one');
    trace
      .getTracer('a provider')
      .startSpan(`within ${String(i)}`)
      .end();
  });
  span?.end({});
}
const begun = performance.now();
await tracing.stop();
const stopMs = performance.now() - begun;
const loaded = new Set<string>();
for (const path of Object.keys(createRequire(import.meta.url).cache)) {
  const [, name] = /node_modules\/(@opentelemetry\/[^/]+)\//.exec(path) ?? [];
  if (name !== undefined && name !== '@opentelemetry/api') loaded.add(name);
}
process.stdout.write(
  JSON.stringify({ traces: tracing.tracer !== undefined, loaded: [...loaded], stopMs } satisfies Told),
);
