/** OpenTelemetry's SDK: the only file that loads it, and loaded itself only where traces are asked for. */
import { diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Logger } from '../log.js';
import { isWorthSaying } from '../log/seldom.js';
import { version } from '../version.js';
import { OtelTracer } from './otel-tracer.js';
import type { TracingOptions } from './start-tracing.js';
import { TellingExporter } from './telling-exporter.js';
import type { Tracer } from './tracer.js';

/** How long an export may take with all its tries, where OTEL_EXPORTER_OTLP_TIMEOUT does not say: a stop waits for the last one. */
const EXPORT_MS = 3_000;

/**
 * Sends spans as the environment says: its variables are read by the SDK. It is registered for all of the process, so that spans
 * which a provider makes itself belong to the job for which its handler was called.
 */
export function openTelemetry({ service, instance, log }: TracingOptions): {
  readonly tracer: Tracer;
  readonly shutdown: () => Promise<void>;
} {
  const tell = seldom(log);
  diag.setLogger(
    { error: tell, warn: tell, info: () => undefined, debug: () => undefined, verbose: () => undefined },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const timeout =
    process.env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] || process.env['OTEL_EXPORTER_OTLP_TIMEOUT']
      ? {}
      : { timeoutMillis: EXPORT_MS };
  const ours = { 'service.name': service, 'service.version': version, 'service.instance.id': instance };
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes(ours).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new TellingExporter(new OTLPTraceExporter(timeout), log))],
  });
  provider.register();
  return {
    tracer: new OtelTracer(trace.getTracer('isotherm', version)),
    shutdown: () => provider.shutdown(),
  };
}

/** What the SDK complains about; of what differs in its numbers alone, ever more seldom. */
function seldom(log: Logger): (message: string) => void {
  const said = new Map<string, number>();
  return (message) => {
    const kind = message.replaceAll(/\d+/g, '');
    const times = (said.get(kind) ?? 0) + 1;
    said.set(kind, times);
    if (isWorthSaying(times)) log.warn({ times }, `OpenTelemetry: ${message}`);
  };
}
