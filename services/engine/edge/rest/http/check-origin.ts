import type { FastifyRequest } from 'fastify';
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
  app.addHook('onRequest', (request, _reply, done) => {
    const problem = hostProblem(request, hosts) ?? originProblem(request, origins);
    done(problem === undefined ? undefined : new IsothermError('request.forbidden', problem));
  });
}

/** The host that links will name: of a proxy that is believed, the one that it says the client asked for. */
function hostProblem({ host }: FastifyRequest, hosts: ReadonlySet<string>): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (hosts.has(name)) return undefined;
  return `The Host header "${host}" is not one this API answers to: add its name to rest.allowedHosts.`;
}

/** Requests without an Origin come from no web page, or from the same one. */
function originProblem(
  { headers: { origin }, host }: FastifyRequest,
  origins: ReadonlySet<string>,
): string | undefined {
  if (origin === undefined || origins.has(origin)) return undefined;
  if (origin === `http://${host}` || origin === `https://${host}`) return undefined;
  return `Web pages of "${origin}" may not call this API: add the origin to rest.allowedOrigins.`;
}
