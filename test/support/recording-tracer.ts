import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, NewSpan, Span, Tracer } from '../../lib/tracing/tracer.js';

export interface RecordedSpan extends NewSpan {
  readonly traceParent: string;
  /** What it had from its beginning, and once it has ended, from then. */
  attributes: Attributes;
  ended: boolean;
  failure: string | undefined;
}

/** Keeps the spans in memory; they are called by the order in which they began: `span-1`, ... */
export class RecordingTracer implements Tracer {
  readonly spans: RecordedSpan[] = [];
  private readonly within = new AsyncLocalStorage<string>();

  start(span: NewSpan): Span {
    const traceParent = `span-${String(this.spans.length + 1)}`;
    const recorded: RecordedSpan = { ...span, traceParent, ended: false, failure: undefined };
    this.spans.push(recorded);
    return {
      traceParent,
      within: (act) => this.within.run(traceParent, act),
      end: (attributes, failure) => {
        if (recorded.ended) throw new Error(`${span.name} ends twice`);
        recorded.ended = true;
        recorded.attributes = { ...recorded.attributes, ...attributes };
        recorded.failure = failure;
      },
    };
  }

  current(): string {
    return this.within.getStore() ?? '';
  }

  /** Names of those that go on. */
  get open(): readonly string[] {
    return this.spans.filter(({ ended }) => !ended).map(({ name }) => name);
  }

  get last(): RecordedSpan {
    const span = this.spans.at(-1);
    if (!span) throw new Error('no span began');
    return span;
  }
}
