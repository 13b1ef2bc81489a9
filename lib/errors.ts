/**
 * Every error a user can meet has a `code` of this catalogue. `docs/errors.md` documents each one; a test
 * holds the two equal. `status` is what the REST API answers; `type` is Heat's name in `error.type`.
 */
export const catalogue = {
  'config.invalid': { status: 500, type: 'InvalidConfiguration' },
  'template.invalid': { status: 400, type: 'StackValidationFailed' },
  'template.too-large': { status: 400, type: 'RequestLimitExceeded' },
  'template-url.failed': { status: 400, type: 'HTTPBadRequest' },
  'constraint.unanswered': { status: 503, type: 'ServiceUnavailable' },
  'request.invalid': { status: 400, type: 'HTTPBadRequest' },
  'request.unauthorized': { status: 401, type: 'HTTPUnauthorized' },
  'request.forbidden': { status: 403, type: 'Forbidden' },
  'request.too-many': { status: 429, type: 'HTTPTooManyRequests' },
  'request.unsupported': { status: 400, type: 'NotSupported' },
  'request.not-found': { status: 404, type: 'HTTPNotFound' },
  'request.method-not-allowed': { status: 405, type: 'HTTPMethodNotAllowed' },
  'request.too-large': { status: 400, type: 'RequestLimitExceeded' },
  'identity.unavailable': { status: 503, type: 'ServiceUnavailable' },
  'stack.not-found': { status: 404, type: 'EntityNotFound' },
  'stack.exists': { status: 409, type: 'StackExists' },
  'stack.busy': { status: 409, type: 'ActionInProgress' },
  'stack.limit': { status: 400, type: 'RequestLimitExceeded' },
  'stack.protected': { status: 409, type: 'StackProtected' },
  'stack.revision-mismatch': { status: 412, type: 'PreconditionFailed' },
  'plan.changed': { status: 409, type: 'PlanChanged' },
  'revision.not-found': { status: 404, type: 'EntityNotFound' },
  'snapshot.not-found': { status: 404, type: 'NotFound' },
  'snapshot.limit': { status: 400, type: 'RequestLimitExceeded' },
  'resource.not-found': { status: 404, type: 'ResourceNotFound' },
  'resource.not-signalled': { status: 400, type: 'ResourceActionNotSupported' },
  'hook.invalid': { status: 400, type: 'InvalidBreakPointHook' },
  'resource.has-thing': { status: 409, type: 'ResourceInUse' },
  'resource-type.not-found': { status: 404, type: 'EntityNotFound' },
  'template-version.not-found': { status: 404, type: 'NotFound' },
  'output.not-found': { status: 404, type: 'NotFound' },
  'event.not-found': { status: 404, type: 'HTTPNotFound' },
  'service.not-found': { status: 404, type: 'EntityNotFound' },
  'node.not-found': { status: 404, type: 'EntityNotFound' },
  'node.in-use': { status: 409, type: 'ResourceInUse' },
  'software-config.not-found': { status: 404, type: 'NotFound' },
  'software-config.in-use': { status: 409, type: 'InvalidRestrictedAction' },
  'software-deployment.not-found': { status: 404, type: 'NotFound' },
  'software.limit': { status: 400, type: 'RequestLimitExceeded' },
  'store.refused': { status: 500, type: 'StorageFailed' },
  'store.fenced': { status: 503, type: 'ServiceUnavailable' },
  'store.unavailable': { status: 503, type: 'ServiceUnavailable' },
  'store.too-new': { status: 500, type: 'DatabaseTooNew' },
  'store.key-mismatch': { status: 500, type: 'InvalidEncryptionKey' },
  'postgres.not-found': { status: 500, type: 'DatabaseNotFound' },
  'postgres.start-failed': { status: 500, type: 'DatabaseStartFailed' },
  'postgres.version-mismatch': { status: 500, type: 'DatabaseVersionMismatch' },
  'handler.invalid': { status: 500, type: 'InvalidHandler' },
  'handler.transient': { status: 500, type: 'ResourceFailure' },
  'handler.permanent': { status: 500, type: 'ResourceFailure' },
  'provider.load-failed': { status: 500, type: 'ProviderLoadFailed' },
  'protocol.refused': { status: 400, type: 'ProtocolRefused' },
  'cli.usage': { status: 400, type: 'Usage' },
  'cli.connection': { status: 503, type: 'ConnectionFailed' },
  internal: { status: 500, type: 'InternalError' },
} as const;

export type ErrorCode = keyof typeof catalogue;

export interface ErrorDetails {
  /** When trying the same again may help: `later`, or `never` until something is changed. */
  readonly retry?: 'later' | 'never';
  /** After how long trying again makes sense, in ms, where that is known. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
  /** Faults of a template, a configuration or a request body, or how a plan differs from another one, one entry each. */
  readonly faults?: readonly Fault[];
}

/** One fault of something a user wrote: where it is, the value at fault, what to do. */
export interface Fault {
  /** Dotted path in the document, such as `resources.web.properties.port`; empty for the document itself. */
  readonly path: string;
  /** 1-based; absent when the document came without text (an already parsed object). */
  readonly line?: number;
  readonly column?: number;
  /** One sentence with the value at fault. */
  readonly message: string;
  /** The next step, such as `did you mean "port"?`. */
  readonly hint?: string;
  /** Heat's name of it, where it has one that is not the name of the error's code. */
  readonly type?: string;
}

/** An error with a catalogued code, one sentence with the value at fault and the next step. */
export class IsothermError extends Error {
  readonly retry: 'later' | 'never';
  readonly retryAfterMs: number | undefined;
  readonly faults: readonly Fault[];

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'IsothermError';
    this.retry = details.retry ?? 'never';
    this.retryAfterMs = details.retryAfterMs;
    this.faults = details.faults ?? [];
  }
}
