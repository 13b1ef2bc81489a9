import { systemClock } from '../clock.js';
import type { Service } from '../lifecycle.js';
import type { Logger } from '../log.js';
import type { Tracer } from './tracer.js';

/** To be started before what it traces, and stopped after it: then what is left is sent. */
export interface Tracing extends Service {
  /** Undefined: the environment names no collector. */
  readonly tracer: Tracer | undefined;
}

export interface TracingOptions {
  /** `service.name`, where OTEL_SERVICE_NAME does not name another one. */
  readonly service: string;
  /** `service.instance.id`: which one of them. */
  readonly instance: string;
  readonly log: Logger;
}

/** How long a stop waits for a collector, should an export take longer than it may. */
const STOP_MS = 5_000;

/** Traces when the standard variables of OpenTelemetry ask for it; otherwise nothing of its SDK is loaded. */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { log } = options;
  if (!isAskedFor(process.env)) return UNTRACED;
  warnOfOthers(process.env, log);
  const { openTelemetry } = await import('./open-telemetry.js');
  const { tracer, shutdown } = openTelemetry(options);
  log.info('spans are sent to the collector that the environment names');
  return {
    name: 'tracing',
    tracer,
    start: () => Promise.resolve(),
    stop: () =>
      new Promise((resolve) => {
        const cancel = systemClock.setTimer(STOP_MS, resolve);
        const failed = (err: unknown) => {
          log.warn({ err }, 'the last spans could not be sent');
        };
        void shutdown()
          .catch(failed)
          .finally(() => {
            cancel();
            resolve();
          });
      }),
  };
}

const UNTRACED: Tracing = {
  name: 'tracing',
  tracer: undefined,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

type Environment = Readonly<Record<string, string | undefined>>;

/** A collector is named, and tracing was not switched off. */
export function isAskedFor(env: Environment): boolean {
  if (valueOf(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return false;
  const exporter = valueOf(env, 'OTEL_TRACES_EXPORTER');
  if (exporter !== undefined) return exporter.split(',').some((one) => one.trim() === 'otlp');
  return (
    valueOf(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') !== undefined ||
    valueOf(env, 'OTEL_EXPORTER_OTLP_ENDPOINT') !== undefined
  );
}

/** A collector that expects gRPC would only be heard of by its errors. */
function warnOfOthers(env: Environment, log: Logger): void {
  const protocol =
    valueOf(env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? valueOf(env, 'OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol !== undefined && protocol !== 'http/json')
    log.warn({ protocol }, 'spans are sent as http/json and nothing else: name an endpoint that takes that');
}

/** An empty variable is one that is not set. */
function valueOf(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}
