import type { IncomingHttpHeaders } from 'node:http';
import { IsothermError } from '../../../../../lib/errors.js';
import type { RestApp } from '../context.js';

export interface AllowedOrigins {
  /** Host names, without ports, that requests may be addressed to, beside the loopback ones. */
  readonly allowedHosts?: readonly string[];
  /** Origins of web pages that may call, beside the API's own. */
  readonly allowedOrigins?: readonly string[];
}

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Checks Host and Origin, so that no web page reaches the API by a name that it made point here (DNS rebinding). */
export function checkOrigins(app: RestApp, allowed: AllowedOrigins): void {
  const hosts = new Set([
    ...loopbackHosts,
    ...(allowed.allowedHosts ?? []).map((name) => name.toLowerCase()),
  ]);
  const origins = new Set((allowed.allowedOrigins ?? []).map((origin) => new URL(origin).origin));
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    const problem = hostProblem(headers, hosts) ?? originProblem(headers, origins);
    done(problem === undefined ? undefined : new IsothermError('request.forbidden', problem));
  });
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
