import type { FastifyError, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { IsothermError, type ErrorCode, type Fault } from '../../../../../lib/errors.js';
import type { RestApp } from '../context.js';
import { errorBody } from './error-body.js';

/** Every error leaves as Heat's body; one that nobody foresaw says nothing of its insides. */
export function answerErrors(app: RestApp, requestBytes: number): void {
  app.setErrorHandler((error, request, reply) => {
    const known = translate(error, requestBytes);
    if (known) {
      if (known.retryAfterMs !== undefined)
        void reply.header('retry-after', Math.max(1, Math.ceil(known.retryAfterMs / 1_000)));
      return sendError(reply, known.code, known.message, known.faults);
    }
    request.log.error({ err: error }, 'a request failed');
    const message = `The request failed inside the engine; its log tells more under ${request.id}.`;
    return sendError(reply, 'internal', message);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const message = `There is nothing at ${request.method} ${path}: /openapi.json lists what there is.`;
    return sendError(reply, 'request.not-found', message);
  });
}

export function sendError(
  reply: FastifyReply,
  code: ErrorCode,
  message: string,
  faults: readonly Fault[] = [],
): FastifyReply {
  const body = errorBody(code, message, faults);
  if (body.code === 503 && !reply.hasHeader('retry-after')) void reply.header('retry-after', '1');
  return reply.code(body.code).type('application/json').send(body);
}

interface Translated {
  readonly code: ErrorCode;
  readonly message: string;
  readonly faults?: readonly Fault[];
  readonly retryAfterMs?: number | undefined;
}

function translate(error: unknown, requestBytes: number): Translated | undefined {
  if (error instanceof IsothermError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const faults = error.validation.map(({ instancePath, message }) => ({
      path: instancePath.split('/').filter(Boolean).join('.'),
      message: message ?? 'it is not allowed',
    }));
    return { code: 'request.invalid', message: faultsMessage(error.validationContext, faults), faults };
  }
  const { code, statusCode, message } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return {
      code: 'request.too-large',
      message: `The request body exceeds the maximum allowed size (${requestBytes} bytes): split it, or raise limits.requestBytes.`,
    };
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { code: 'request.invalid', message: message ?? 'The request is malformed.' };
  }
  return undefined;
}

function faultsMessage(part: string | undefined, faults: readonly Fault[]): string {
  const said = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return `The ${part ?? 'request'} is not valid: ${said.join('; ')}`;
}
