import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector gets it. */
export interface SentSpan {
  readonly service: string;
  readonly instance: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it begins its trace. */
  readonly parent: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Trace ids. */
  readonly links: readonly string[];
  readonly failed: boolean;
  readonly message: string;
}

type Keyed = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];

interface Body {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Keyed };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly name: string;
        readonly attributes: Keyed;
        readonly links: readonly { readonly traceId: string }[];
        readonly status: { readonly code: number; readonly message?: string };
      }[];
    }[];
  }[];
}

/** A collector that takes OTLP over HTTP, as JSON. */
export class OtlpReceiver {
  readonly spans: SentSpan[] = [];
  /** All that came, as it came. */
  text = '';
  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    const receiver = new OtlpReceiver(server);
    server.on('request', (request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        receiver.take(text);
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** What a process has in its environment to send its spans here, and soon. */
  get environment(): NodeJS.ProcessEnv {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: this.url, OTEL_BSP_SCHEDULE_DELAY: '50' };
  }

  of(traceId: string): readonly SentSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  /** Nobody can connect any more. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private take(text: string): void {
    this.text += text;
    for (const { resource, scopeSpans } of (JSON.parse(text) as Body).resourceSpans) {
      const about = valuesOf(resource.attributes);
      for (const span of scopeSpans.flatMap(({ spans }) => spans))
        this.spans.push({
          service: String(about['service.name']),
          instance: String(about['service.instance.id']),
          traceId: span.traceId,
          spanId: span.spanId,
          parent: span.parentSpanId ?? '',
          name: span.name,
          attributes: valuesOf(span.attributes),
          links: span.links.map(({ traceId }) => traceId),
          failed: span.status.code === 2,
          message: span.status.message ?? '',
        });
    }
  }
}

function valuesOf(attributes: Keyed): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
