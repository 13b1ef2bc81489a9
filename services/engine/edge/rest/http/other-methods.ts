import type { RestApp } from '../context.js';
import { sendError } from './answer-errors.js';

const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Every URL answers OPTIONS with 204 and what it allows, and 405 for what it does not.
 * @param define adds the routes; they must be added at once, not from a plugin.
 */
export function withOtherMethods(app: RestApp, define: () => void): void {
  const methods = new Map<string, Set<string>>();
  let collecting = true;
  app.addHook('onRoute', ({ url, method }) => {
    if (!collecting) return;
    const known = methods.get(url) ?? new Set<string>();
    for (const one of Array.isArray(method) ? method : [method]) known.add(one);
    methods.set(url, known);
  });
  define();
  collecting = false;
  for (const [url, allowed] of methods) refuseOthers(app, url, allowed);
}

function refuseOthers(app: RestApp, url: string, allowed: ReadonlySet<string>): void {
  const allow = all.filter((method) => allowed.has(method)).join(', ');
  app.route({
    url,
    method: 'OPTIONS',
    config: { action: 'known' },
    schema: { hide: true },
    handler: (_request, reply) => reply.code(204).header('allow', allow).send(),
  });
  const refused = all.filter((method) => !allowed.has(method));
  if (refused.length === 0) return;
  app.route({
    url,
    method: refused,
    config: { action: 'known' },
    schema: { hide: true },
    handler: (request, reply) =>
      sendError(
        reply.header('allow', allow),
        'request.method-not-allowed',
        `The method ${request.method} is not allowed for this resource: allowed is ${allow}.`,
      ),
  });
}
