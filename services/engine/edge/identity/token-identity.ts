import { createHash, timingSafeEqual } from 'node:crypto';
import { IsothermError } from '../../../../lib/errors.js';
import { tokenOf, unauthorised, type Identity } from './identity.js';
import type { Principal } from './principal.js';

/** Whoever can read the installation's token: its operator. */
export const operator: Principal = { id: 'operator', name: null, projects: new Map(), isAdmin: true };

/**
 * One token, whose bearer is an admin of all projects.
 * @throws IsothermError `config.invalid` when it is empty
 */
export function tokenIdentity(token: string): Identity & { readonly isToken: (text: string) => boolean } {
  if (token === '') throw new IsothermError('config.invalid', 'The token of the API is empty.');
  const expected = digest(token);
  const isToken = (text: string) => timingSafeEqual(digest(text), expected);
  return {
    challenge: 'Bearer realm="isotherm"',
    isToken,
    async identify({ headers }) {
      const given = tokenOf(headers);
      if (given !== undefined && isToken(given)) return Promise.resolve(operator);
      throw unauthorised(
        given === undefined
          ? 'The request carries no token: send it as X-Auth-Token or as a Bearer.'
          : 'The token is not the one of this API: read it again from the token file.',
      );
    },
  };
}

/** Everyone who can connect is an admin. */
export const noIdentity: Identity = { challenge: 'None', identify: () => Promise.resolve(operator) };

/** Digests have one length, so comparing them tells nothing of the token's. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
