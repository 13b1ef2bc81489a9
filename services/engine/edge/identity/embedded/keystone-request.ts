import type { FastifyRequest } from 'fastify';
import { IsothermError } from '../../../../../lib/errors.js';
import { baseUrl } from '../../rest/http/links.js';
import { unauthorised } from '../identity.js';
import { ADMIN } from '../principal.js';
import type { Accounts, Session } from './accounts.js';
import type { Place } from './keystone-body.js';

export interface KeystoneOptions {
  readonly accounts: Accounts;
  readonly region: string;
}

/** Each request here says for itself who it is from, and the route decides. */
export const open = { config: { action: 'public' }, schema: { hide: true } } as const;
export const PREFIX = '/identity';

/** @throws IsothermError `request.unauthorized` */
export function callerOf(accounts: Accounts, { headers }: FastifyRequest): Session {
  const text = headers['x-auth-token'];
  if (typeof text === 'string') return accounts.session(text);
  throw unauthorised('The request you have made requires authentication.');
}

/** @throws IsothermError `request.forbidden` */
export function requireAdmin({ user, claims: { project } }: Session): void {
  if (project !== undefined && user.projects.get(project)?.includes(ADMIN)) return;
  throw new IsothermError('request.forbidden', 'You are not authorized to perform the requested action.');
}

export function placeOf(request: FastifyRequest, region: string): Place {
  return { base: baseUrl(request), region };
}
