import { basicUser, principalOfUser } from '../basic-identity.js';
import { tokenOf, unauthorised, type Identity } from '../identity.js';
import type { Logins } from '../logins.js';
import { principalOf, type Principal } from '../principal.js';
import type { tokenIdentity } from '../token-identity.js';
import type { Accounts, Session } from './accounts.js';
import { keystoneRoutes } from './keystone-routes.js';

export interface EmbeddedOptions {
  readonly accounts: Accounts;
  readonly logins: Logins;
  readonly token: ReturnType<typeof tokenIdentity>;
  readonly region: string;
}

/** Our own Keystone: users of a file log in there, and call with the tokens that it gives. HTTP Basic and the operator's token do too. */
export function embeddedIdentity({ accounts, logins, token, region }: EmbeddedOptions): Identity {
  return {
    challenge: 'Keystone uri="/identity/v3"',
    async identify(caller) {
      const text = tokenOf(caller.headers);
      if (text !== undefined)
        return token.isToken(text)
          ? token.identify(caller)
          : principalOfToken(accounts, accounts.session(text));
      const user = await basicUser(logins, caller);
      if (user) return principalOfUser(user);
      throw unauthorised(
        'The request carries no token: get one from /identity/v3, or send it as HTTP Basic.',
      );
    },
    routes: (app) => {
      keystoneRoutes(app, { accounts, region });
    },
  };
}

/** Good for its project alone, whatever else the user has. */
function principalOfToken(accounts: Accounts, { claims, user: { name, projects } }: Session): Principal {
  const { project } = claims;
  const roles = project === undefined ? undefined : projects.get(project);
  const held = new Map(project !== undefined && roles ? [[project, roles]] : []);
  return {
    ...principalOf(`user ${name}`, name, held),
    onEnd: (ended) => accounts.onEnd(claims, ended),
  };
}
