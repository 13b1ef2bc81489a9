import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Attributes, Span, Tracer } from '../../../../../lib/tracing/tracer.js';
import type { RestApp } from '../context.js';
import { schemeOf } from './links.js';

/** Asked again and again by machines, about no stack. */
const untraced = new Set<string | undefined>(['/healthcheck', '/healthz', '/readyz']);

/**
 * A span for each request, with the names that OpenTelemetry has for HTTP; part of the client's trace, if it says one. What a
 * request asks for is done within it. To be called before the hooks that may refuse a request.
 */
export function traceRequests(app: RestApp, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, reply, done) => {
    const { method, routeOptions, headers } = request;
    if (untraced.has(routeOptions.url)) {
      done();
      return;
    }
    const parent = headers['traceparent'];
    const span = tracer.start({
      name: routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`,
      kind: 'server',
      parent: typeof parent === 'string' ? parent : '',
      attributes: aboutRequest(request),
    });
    spans.set(request, span);
    // Also comes when the client has left.
    reply.raw.once('close', () => {
      end(span, reply);
    });
    done();
  });
  // Not before: what reads the body does not keep to the span.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) span.within(done);
    else done();
  });
}

function aboutRequest(request: FastifyRequest): Attributes {
  const { id, method, url, routeOptions, params, headers } = request;
  const { tenant } = params as { readonly tenant?: string };
  const agent = headers['user-agent'];
  return {
    'http.request.method': method,
    'url.scheme': schemeOf(request),
    'url.path': url.split('?', 1)[0] ?? '',
    ...(routeOptions.url !== undefined && { 'http.route': routeOptions.url }),
    ...(agent !== undefined && { 'user_agent.original': agent }),
    ...(tenant !== undefined && { 'isotherm.tenant': tenant }),
    'isotherm.request.id': id,
  };
}

/** What a client has done wrong is no failure of ours. */
function end(span: Span, { raw }: FastifyReply): void {
  const { statusCode } = raw;
  const failed = statusCode >= 500;
  const attributes = { 'http.response.status_code': statusCode };
  if (failed) span.end({ ...attributes, 'error.type': String(statusCode) }, '');
  else span.end(attributes);
}
