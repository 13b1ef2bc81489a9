import type { IncomingHttpHeaders } from 'node:http';
import { IsothermError } from '../../../../lib/errors.js';
import type { RestApp } from '../rest/context.js';
import type { Principal } from './principal.js';

/** What a request says of who it is from. */
export interface Caller {
  readonly headers: IncomingHttpHeaders;
  /** Where it comes from, behind proxies that are believed: failed logins are counted by it. */
  readonly address: string;
}

/** One way to know who a request is from. */
export interface Identity {
  /** `WWW-Authenticate` of the answer 401. */
  readonly challenge: string;
  /**
   * @throws IsothermError `request.unauthorized`: nobody is known by these headers; `request.too-many`: too many failed logins;
   *   `identity.unavailable`: who would know does not answer. Whatever else goes wrong is an error too, never a principal.
   */
  identify(caller: Caller): Promise<Principal>;
  /** Adds what callers need to become known, such as where they log in. */
  readonly routes?: (app: RestApp) => void;
}

/** The token of a request, as Heat's clients or as others send it. */
export function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const token = headers['x-auth-token'];
  if (typeof token === 'string') return token;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

export function unauthorised(message: string): IsothermError {
  return new IsothermError('request.unauthorized', message);
}
