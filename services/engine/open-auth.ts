import { systemClock } from '../../lib/clock.js';
import { openKeyFile } from '../../lib/secrets.js';
import type { EngineConfig } from './config.js';
import { basicIdentity } from './edge/identity/basic-identity.js';
import { Accounts } from './edge/identity/embedded/accounts.js';
import { embeddedIdentity } from './edge/identity/embedded/embedded-identity.js';
import { SealedTokens } from './edge/identity/embedded/sealed-tokens.js';
import type { Identity } from './edge/identity/identity.js';
import { Logins } from './edge/identity/logins.js';
import { openTokenFile } from './edge/identity/token-file.js';
import { noIdentity, tokenIdentity } from './edge/identity/token-identity.js';
import { UserFile } from '../../lib/users/user-file.js';
import { policyOf } from './edge/policy/policy.js';
import { readPolicyFile } from './edge/policy/policy-file.js';
import type { RestAuth } from './edge/rest/authorise.js';

/**
 * Who may call, as configured.
 * @throws IsothermError `config.invalid` when a file cannot be used
 */
export function openAuth(config: EngineConfig): RestAuth {
  const { policyFile } = config.identity;
  const policy = policyOf(policyFile === undefined ? undefined : readPolicyFile(policyFile));
  return { policy, identity: openIdentity(config) };
}

function openIdentity({ rest, identity, keyFile }: EngineConfig): Identity {
  if (rest.noAuth) return noIdentity;
  const token = tokenIdentity(openTokenFile(rest.tokenFile));
  if (identity.kind === 'token') return token;
  const logins = openLogins(identity);
  if (identity.kind === 'basic') return basicIdentity(logins, token);
  const { tokenMs: lifeMs, region } = identity;
  const tokens = new SealedTokens(openKeyFile(keyFile), { lifeMs, clock: systemClock });
  return embeddedIdentity({ accounts: new Accounts(logins, tokens), logins, token, region });
}

/** Refuses to start with a user file that cannot be used; later nobody can log in until it can. */
function openLogins({ userFile, failedLoginsPerMinute }: EngineConfig['identity']): Logins {
  const users = new UserFile(userFile);
  users.read();
  return new Logins(users, { failuresPerMinute: failedLoginsPerMinute, clock: systemClock });
}
