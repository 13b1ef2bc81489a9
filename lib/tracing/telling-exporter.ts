import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Logger } from '../log.js';
import { isWorthSaying } from '../log/seldom.js';

/** Tells that the collector does not take spans, ever more seldom. Those are lost: nothing waits for a collector. */
export class TellingExporter implements SpanExporter {
  private failures = 0;
  private lost = 0;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly log: Logger,
  ) {}

  export(...[spans, done]: Parameters<SpanExporter['export']>): void {
    this.exporter.export(spans, ({ code, error }) => {
      if (code === ExportResultCode.SUCCESS) this.taken();
      else this.failed(spans.length, error);
      // It is told here: the processor would tell it each time.
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  private taken(): void {
    if (this.failures > 0) this.log.info({ lost: this.lost }, 'the collector takes spans again');
    this.failures = 0;
    this.lost = 0;
  }

  private failed(spans: number, error: Error | undefined): void {
    this.failures += 1;
    this.lost += spans;
    if (isWorthSaying(this.failures))
      this.log.warn(
        { reason: error?.message, lost: this.lost },
        'the collector does not take spans; they are lost',
      );
  }
}
