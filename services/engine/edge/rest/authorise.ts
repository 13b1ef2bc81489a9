import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { IsothermError } from '../../../../lib/errors.js';
import type { RestApp } from './context.js';

/** Who may call. */
export interface RestAuth {
  /** What requests must carry; undefined with `noAuth` only. */
  readonly token?: string | undefined;
  /** Serves everyone who can connect. Host and Origin are checked all the same. */
  readonly noAuth?: boolean;
  /** Host names, without ports, that requests may be addressed to, beside the loopback ones. */
  readonly allowedHosts?: readonly string[];
  /** Origins of web pages that may call, beside the API's own. */
  readonly allowedOrigins?: readonly string[];
}

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Paths that everyone may read: they tell nothing of any stack. */
const open = new Set(['/', '/versions', '/healthcheck', '/healthz', '/readyz', '/openapi.json']);

export function isOpen(path: string): boolean {
  return open.has(path);
}

/**
 * Checks every request: its Host and Origin, so that no web page reaches the API by a name that it made point
 * here (DNS rebinding), then its token.
 */
export function authorise(app: RestApp, auth: RestAuth): void {
  if (!auth.noAuth && !auth.token) {
    throw new IsothermError('config.invalid', 'The API has no token to ask for: give one, or set noAuth.');
  }
  const hosts = new Set([...loopbackHosts, ...(auth.allowedHosts ?? []).map((name) => name.toLowerCase())]);
  const origins = new Set((auth.allowedOrigins ?? []).map((origin) => new URL(origin).origin));
  const expected = digest(auth.token ?? '');

  // A hook of this kind has a callback or a promise; with neither the request would hang.
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request;
    const problem = hostProblem(headers, hosts) ?? originProblem(headers, origins);
    if (problem !== undefined) {
      done(new IsothermError('request.forbidden', problem));
    } else if (auth.noAuth || isOpen(pathOf(request.url)) || carries(headers, expected)) {
      done();
    } else {
      done(new IsothermError('request.unauthorized', unauthorised(headers)));
    }
  });
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

function hostProblem({ host }: IncomingHttpHeaders, hosts: ReadonlySet<string>): string | undefined {
  const name = host?.replace(/:\d+$/, '').toLowerCase();
  if (name !== undefined && hosts.has(name)) return undefined;
  return `The Host header "${host ?? ''}" is not one this API answers to: add its name to rest.allowedHosts.`;
}

/** Requests without an Origin come from no web page, or from the same one. */
function originProblem(
  { origin, host }: IncomingHttpHeaders,
  origins: ReadonlySet<string>,
): string | undefined {
  if (origin === undefined || origins.has(origin)) return undefined;
  if (origin === `http://${host ?? ''}` || origin === `https://${host ?? ''}`) return undefined;
  return `Web pages of "${origin}" may not call this API: add the origin to rest.allowedOrigins.`;
}

function carries(headers: IncomingHttpHeaders, expected: Buffer): boolean {
  const token = tokenOf(headers);
  return token !== undefined && timingSafeEqual(digest(token), expected);
}

function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const token = headers['x-auth-token'];
  if (typeof token === 'string') return token;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** Digests have one length, so comparing them tells nothing of the token's. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function unauthorised(headers: IncomingHttpHeaders): string {
  return tokenOf(headers) === undefined
    ? 'The request carries no token: send it as X-Auth-Token or as a Bearer.'
    : 'The token is not the one of this API: read it again from the token file.';
}
