import { STATUS_CODES } from 'node:http';
import { catalogue as errors, IsothermError } from '../../../../../lib/errors.js';
import type { RestApp } from '../../rest/context.js';
import { baseUrl } from '../../rest/http/links.js';
import { PREFIX } from './keystone-request.js';

/** Errors have Keystone's form: its clients show `error.message`. */
export function answerAsKeystone(app: RestApp): void {
  const parent = app.errorHandler;
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof IsothermError)) return parent(error as Error & { code: string }, request, reply);
    const { status } = errors[error.code];
    if (status === 401)
      void reply.header('www-authenticate', `Keystone uri="${baseUrl(request)}${PREFIX}/v3"`);
    if (error.retryAfterMs !== undefined)
      void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1_000));
    return reply
      .code(status)
      .send({ error: { code: status, title: STATUS_CODES[status], message: error.message } });
  });
}
