import { tokenOf, unauthorised, type Caller, type Identity } from './identity.js';
import type { Logins } from './logins.js';
import { principalOf, type Principal } from './principal.js';
import type { User } from '../../../../lib/users/user-file.js';

/**
 * HTTP Basic, with the users of a file. A request that carries a token instead is the operator's.
 * @param token who the bearer of the installation's token is
 */
export function basicIdentity(logins: Logins, token: Identity): Identity {
  return {
    challenge: 'Basic realm="isotherm", charset="UTF-8"',
    async identify(caller) {
      const user = await basicUser(logins, caller);
      if (user) return principalOfUser(user);
      if (tokenOf(caller.headers) !== undefined) return token.identify(caller);
      throw unauthorised(
        'The request says of no user that it is from: send name and password by HTTP Basic.',
      );
    },
  };
}

export function principalOfUser({ name, projects }: User): Principal {
  return principalOf(`user ${name}`, name, projects);
}

/** The user of a request with HTTP Basic; undefined: it has none. @throws as `Logins.login` */
export async function basicUser(logins: Logins, { headers, address }: Caller): Promise<User | undefined> {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [, name = '', password = ''] =
    /^([^:]*):([^]*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return logins.login({ name, password, address });
}
