import type { FastifyRequest } from 'fastify';
import { systemClock } from '../../../../../lib/clock.js';
import { IsothermError } from '../../../../../lib/errors.js';
import { isWorthSaying } from '../../../../../lib/log/seldom.js';
import type { Identity } from '../../identity/identity.js';
import type { Principal } from '../../identity/principal.js';
import type { Action } from '../../policy/actions.js';
import { policyOf, type Policy } from '../../policy/policy.js';
import type { RestApp } from '../context.js';
import { clientAddress } from './client-address.js';
import { RequestRates } from './request-rates.js';

/** Who may call, and what. */
export interface RestAuth {
  readonly identity: Identity;
  /** Default: the one of docs/identity.md. */
  readonly policy?: Policy;
  /** Default: as many requests as anyone likes. */
  readonly rates?: RequestRates;
}

/**
 * What a route does. `public`: everyone may, for it tells nothing of any stack; `probe`: the same, as often as it likes. `known`:
 * whoever may call at all, and below a tenant whoever belongs to it.
 */
export type RouteAction = Action | 'public' | 'probe' | 'known';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route declares it; one without is not served. */
    action?: RouteAction;
  }
  interface FastifyRequest {
    /** Who it is from; null on public routes, and before that is known. */
    principal: Principal | null;
    /** Whether the principal may do something in the project of the URL, beside what its route does. */
    may: (action: Action) => boolean;
    /** Of these types those that the principal may not use. */
    hiddenTypes: (types: Iterable<string>) => readonly string[];
  }
}

const noLimits = new RequestRates({ clock: systemClock });

export interface Route {
  readonly method: string;
  readonly url: string;
  readonly action: RouteAction;
}

/**
 * Lets a request through when its principal is known, belongs to the project of the URL, and may do what its route does there.
 * @returns the routes, as they are added.
 */
export function authorise(
  app: RestApp,
  { identity, policy = policyOf(), rates = noLimits }: RestAuth,
): readonly Route[] {
  app.decorateRequest('principal', null);
  app.decorateRequest('may', function (this: FastifyRequest, action: Action) {
    return this.principal !== null && policy.allows(this.principal, projectOf(this), action);
  });
  app.decorateRequest('hiddenTypes', function (this: FastifyRequest, types: Iterable<string>) {
    return this.principal === null ? [...types] : policy.hiddenTypes(this.principal, projectOf(this), types);
  });
  /** Requests in a row that nobody could be asked about. */
  let unknown = 0;
  app.addHook('onRequest', async (request, reply) => {
    const action = request.routeOptions.config.action ?? 'known';
    if (action === 'probe') return;
    if (action === 'public') {
      rates.countAnonymous(clientAddress(request));
      return;
    }
    const address = clientAddress(request);
    rates.mayAsk(address);
    request.principal = await identity
      .identify({ headers: request.headers, address })
      .catch((error: unknown) => {
        if (!(error instanceof IsothermError)) throw error;
        if (error.code === 'request.unauthorized') {
          rates.countAnonymous(address);
          void reply.header('www-authenticate', identity.challenge);
        }
        if (error.code === 'identity.unavailable') {
          unknown += 1;
          if (isWorthSaying(unknown))
            request.log.warn({ err: error, requests: unknown }, 'nobody can be identified');
        }
        throw error;
      });
    unknown = 0;
    rates.countKnown(request.principal.id);
    requireProject(request, request.principal);
    if (action !== 'known') demand(request, action);
  });
  return declaredActions(app);
}

/** @throws IsothermError `request.forbidden`, in Heat's words, when the principal may not do that. */
export function demand(request: FastifyRequest, action: Action): void {
  if (request.may(action)) return;
  throw new IsothermError(
    'request.forbidden',
    `You are not authorized to use ${action}: it needs another role in this project.`,
  );
}

/** Whatever the route: a project's URLs are for those who belong to it. */
function requireProject(request: FastifyRequest, { isAdmin, projects }: Principal): void {
  const { tenant } = request.params as { readonly tenant?: string };
  if (tenant === undefined || isAdmin || projects.has(tenant)) return;
  throw new IsothermError(
    'request.forbidden',
    `Access was denied to this resource: ${JSON.stringify(tenant)} is not a project of yours.`,
  );
}

function projectOf({ params }: FastifyRequest): string {
  return (params as { readonly tenant?: string }).tenant ?? '';
}

/** @throws Error at the start for a route that does not say what it does: nobody could say who may call it. */
function declaredActions(app: RestApp): readonly Route[] {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    const action = config?.action;
    if (action === undefined) throw new Error(`the route ${url} declares no action (config.action)`);
    for (const one of [method].flat()) routes.push({ method: one, url, action });
  });
  return routes;
}
