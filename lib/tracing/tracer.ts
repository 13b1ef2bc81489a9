/**
 * Spans as the services know them. Who is given no tracer traces nothing and pays nothing: `tracer?.start(…)` does not even make
 * its arguments. Where a span came from and where it goes travels as a W3C `traceparent`: in headers, job messages and rows.
 */
export interface Tracer {
  start(span: NewSpan): Span;
  /** The `traceparent` of the span within which this is called; empty: of none. */
  current(): string;
}

export interface NewSpan {
  readonly name: string;
  /** `server`: does what another process has asked for; `client`: waits for what it has asked of another one. */
  readonly kind: 'server' | 'client';
  /** `traceparent` of what it is part of. Empty or malformed: it begins a trace. */
  readonly parent: string;
  /** `traceparent` of what it has to do with but is no part of; empty or malformed: of nothing. */
  readonly link?: string;
  /** When it began, in ms since the epoch. Default: now. */
  readonly sinceMs?: number;
  readonly attributes: Attributes;
}

/** Never a property or an attribute of a resource, which may be secret (R15). */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  /** For what it causes. */
  readonly traceParent: string;
  /** Runs `act` so that what it calls, also after it has waited, is within this span. */
  within<T>(act: () => T): T;
  /** @param failure why what it stands for has failed, without secrets; undefined: it has not. */
  end(attributes: Attributes, failure?: string): void;
}
