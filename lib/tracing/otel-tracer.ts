import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span as ApiSpan,
  type Tracer as ApiTracer,
} from '@opentelemetry/api';
import type { Attributes, NewSpan, Span, Tracer } from './tracer.js';

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;

/** Ours on the API of OpenTelemetry, whose SDK is registered. */
export class OtelTracer implements Tracer {
  constructor(private readonly tracer: ApiTracer) {}

  start({ name, kind, parent, link = '', sinceMs, attributes }: NewSpan): Span {
    const linked = trace.getSpanContext(contextOf(link));
    const options = {
      kind: KINDS[kind],
      attributes: { ...attributes },
      ...(sinceMs !== undefined && { startTime: sinceMs }),
      ...(linked && { links: [{ context: linked }] }),
    };
    // Never of the span that is current: what wakes the loop, or a session, has nothing to do with what is done next.
    return new OtelSpan(this.tracer.startSpan(name, options, contextOf(parent)));
  }

  current(): string {
    return traceParentOf(context.active());
  }
}

class OtelSpan implements Span {
  readonly traceParent: string;

  constructor(private readonly span: ApiSpan) {
    this.traceParent = traceParentOf(trace.setSpan(ROOT_CONTEXT, span));
  }

  within<T>(act: () => T): T {
    return context.with(trace.setSpan(context.active(), this.span), act);
  }

  end(attributes: Attributes, failure?: string): void {
    this.span.setAttributes({ ...attributes });
    if (failure !== undefined) this.span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
    this.span.end();
  }
}

function contextOf(traceparent: string): Context {
  return propagation.extract(ROOT_CONTEXT, { traceparent });
}

function traceParentOf(of: Context): string {
  const carrier: { traceparent?: string } = {};
  propagation.inject(of, carrier);
  return carrier.traceparent ?? '';
}
