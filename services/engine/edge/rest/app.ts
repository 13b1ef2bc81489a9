import fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { randomUUID } from 'node:crypto';
import type { Tracer } from '../../../../lib/tracing/tracer.js';
import type { TemplateUrls } from '../outbound/fetch-template.js';
import { abandonRoutes } from './stacks/abandon.js';
import { actionRoutes } from './stacks/actions.js';
import { answerErrors, sendError } from './http/answer-errors.js';
import { answerHeaders } from './http/answer-headers.js';
import { authorise, type RestAuth, type Route } from './http/authorise.js';
import { buildInfoRoutes } from './fleet/build-info.js';
import { checkOrigins, type AllowedOrigins } from './http/check-origin.js';
import type { RestApp, RestContext } from './context.js';
import { driftRoutes } from './stacks/drift.js';
import { eventStreamRoutes } from './events/event-stream.js';
import { eventRoutes } from './events/events.js';
import { failureRoutes } from './stacks/failures.js';
import { healthRoutes } from './fleet/health.js';
import { InFlight } from './http/in-flight.js';
import { logRoutes } from './resources/logs.js';
import { lookupRoutes } from './stacks/lookup.js';
import { markUnhealthyRoute } from './resources/mark-unhealthy.js';
import { negotiatedUrl } from './http/negotiate-version.js';
import { nodeRoutes } from './fleet/nodes.js';
import { describeRoutes, openapiRoute } from './http/openapi.js';
import { withOtherMethods } from './http/other-methods.js';
import { outputRoutes } from './stacks/outputs.js';
import { planRoutes } from './stacks/plans.js';
import { previewRoutes } from './stacks/previews.js';
import { putStackRoutes } from './stacks/put-stack.js';
import { readBodies } from './http/read-body.js';
import { resourceTypeRoutes } from './templates/resource-types.js';
import { refuseUnstorable } from './http/refuse-unstorable.js';
import { resourceRoutes } from './resources/resources.js';
import { revisionRoutes } from './stacks/revisions.js';
import { serviceRoutes } from './fleet/services.js';
import { snapshotRoutes } from './stacks/snapshots.js';
import { softwareConfigRoutes } from './software/software-configs.js';
import { softwareDeploymentRoutes } from './software/software-deployments.js';
import { stackRoutes } from './stacks/stacks.js';
import { templateVersionRoutes } from './templates/template-versions.js';
import { fetchTemplateUrls } from './http/template-urls.js';
import { signalRoute } from './resources/signal.js';
import { environmentRoutes } from './stacks/environments.js';
import { templateRoutes } from './templates/templates.js';
import { traceRequests } from './http/trace-requests.js';
import { versionRoutes } from './fleet/versions.js';
import { whyRoutes } from './stacks/why.js';

export interface RestAppOptions extends RestContext {
  readonly auth: RestAuth & AllowedOrigins;
  readonly templateUrls: TemplateUrls;
  /** Addresses and ranges of the proxies that are believed; default: none. */
  readonly trustedProxies?: readonly string[];
  /** Bytes that the body of a request may have. */
  readonly requestBytes: number;
  readonly log: FastifyBaseLogger;
  /** Undefined: nothing is traced. */
  readonly tracer?: Tracer | undefined;
}

/** The whole API, not yet listening. */
export async function buildRestApp(
  options: RestAppOptions,
): Promise<RestApp & { readonly inFlight: InFlight; readonly routes: readonly Route[] }> {
  const app = fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `req-${randomUUID()}`,
    bodyLimit: options.requestBytes,
    trustProxy: [...(options.trustedProxies ?? [])],
    exposeHeadRoutes: false,
    rewriteUrl: negotiatedUrl,
    routerOptions: { maxParamLength: 1_024 },
    frameworkErrors: (error, _request, reply) => {
      // Of a path that cannot be decoded; it reaches no hook and no error handler.
      sendError(reply, 'request.invalid', `The request is malformed: ${error.message}.`);
    },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // Answers are made by typed functions, and tests hold them to their schemas: checking each one again costs more than making it.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  const inFlight = new InFlight(app);
  if (options.tracer) traceRequests(app, options.tracer);
  answerErrors(app, options.requestBytes);
  readBodies(app);
  await describeRoutes(app, options.version);

  answerHeaders(app);
  checkOrigins(app, options.auth);
  const routes = authorise(app, options.auth);
  refuseUnstorable(app);
  fetchTemplateUrls(app, options.templateUrls);
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const { statusCode, elapsedTime } = reply;
    const user = request.principal?.id;
    request.log.debug(
      { method, route: routeOptions.url, user, status: statusCode, ms: elapsedTime },
      'answered',
    );
    done();
  });

  withOtherMethods(app, () => {
    versionRoutes(app);
    healthRoutes(app, options);
    openapiRoute(app);
    buildInfoRoutes(app, options);
    serviceRoutes(app, options);
    nodeRoutes(app, options);
    stackRoutes(app, options);
    putStackRoutes(app, options);
    planRoutes(app, options);
    previewRoutes(app, options);
    abandonRoutes(app, options);
    actionRoutes(app, options);
    snapshotRoutes(app, options);
    revisionRoutes(app, options);
    driftRoutes(app, options);
    failureRoutes(app, options);
    lookupRoutes(app, options);
    resourceRoutes(app, options);
    markUnhealthyRoute(app, options);
    eventRoutes(app, options);
    eventStreamRoutes(app, options);
    outputRoutes(app, options);
    templateRoutes(app, options);
    templateVersionRoutes(app);
    environmentRoutes(app, options);
    signalRoute(app, options);
    resourceTypeRoutes(app, options);
    whyRoutes(app, options);
    softwareConfigRoutes(app, options);
    softwareDeploymentRoutes(app, options);
    logRoutes(app, options);
  });
  options.auth.identity.routes?.(app);
  await app.ready();
  return Object.assign(app, { inFlight, routes });
}
