import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { Clock } from '../../../../lib/clock.js';
import { IsothermError } from '../../../../lib/errors.js';
import { ringAt } from '../../app/due-timer.js';
import { tokenOf, unauthorised, type Identity } from './identity.js';
import type { OidcKeys } from './oidc-keys.js';
import { ADMIN, principalOf, type Principal } from './principal.js';
import { unavailable } from './unavailable.js';

export interface OidcClaims {
  readonly userClaim: string;
  readonly nameClaim: string;
  readonly projectsClaim: string;
  readonly rolesClaim: string;
}

export interface OidcOptions extends OidcClaims {
  readonly issuer: string;
  readonly audience: string;
  readonly skewMs: number;
  readonly keys: Pick<OidcKeys, 'current'>;
  readonly clock: Pick<Clock, 'now' | 'setTimer'>;
}

/** Signatures by a key that the issuer alone has: neither none, nor what is made with a shared secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']; // prettier-ignore

/** Tokens that an issuer of OpenID Connect has signed. */
export function oidcIdentity(options: OidcOptions): Identity {
  const { issuer, audience, skewMs, keys, clock } = options;
  return {
    challenge: 'Bearer realm="isotherm"',
    async identify({ headers }) {
      const token = tokenOf(headers);
      if (token === undefined) throw unauthorised(`The request carries no token: get one from ${issuer}.`);
      const key = await keys.current();
      try {
        const { payload } = await jwtVerify(token, key, {
          issuer,
          audience,
          algorithms: ALGORITHMS,
          clockTolerance: skewMs / 1_000,
          currentDate: new Date(clock.now()),
          requiredClaims: ['exp'],
        });
        const endMs = Number(payload.exp) * 1_000 + skewMs;
        return {
          ...principalOfClaims(payload, options),
          onEnd: (ended) => ringAt(clock, endMs, ended),
        };
      } catch (error) {
        if (error instanceof IsothermError) throw error;
        if (isTokensFault(error)) throw unauthorised(`The token is not valid: ${error.message}.`);
        throw unavailable(`The issuer ${issuer}`, error);
      }
    },
  };
}

/** Otherwise it is the issuer whose keys cannot be read. */
function isTokensFault(error: unknown): error is errors.JOSEError {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    // What jose says of an issuer that does not answer with keys.
    error.code !== 'ERR_JOSE_GENERIC'
  );
}

function principalOfClaims(payload: JWTPayload, claims: OidcClaims): Principal {
  const user = claimOf(payload, claims.userClaim);
  if (typeof user !== 'string' || user === '')
    throw unauthorised(`The token has no claim ${claims.userClaim}.`);
  const name = claimOf(payload, claims.nameClaim);
  const roles = texts(claimOf(payload, claims.rolesClaim));
  const principal = principalOf(
    `user ${user}`,
    typeof name === 'string' ? name : user,
    projectsOf(claimOf(payload, claims.projectsClaim), roles),
  );
  return { ...principal, isAdmin: principal.isAdmin || roles.includes(ADMIN) };
}

function projectsOf(claim: unknown, roles: readonly string[]): ReadonlyMap<string, readonly string[]> {
  if (typeof claim === 'object' && claim !== null && !Array.isArray(claim)) {
    return new Map(Object.entries(claim).map(([project, own]) => [project, texts(own)]));
  }
  return new Map(texts(claim).map((project) => [project, roles]));
}

/** A text is a list of one. What is neither is an empty list. */
function texts(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim === '' ? [] : [claim];
  return Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : [];
}

/** By its own name, or else by the path that the name is: `realm_access.roles`. */
function claimOf(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  let value: unknown = payload;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
