import { systemClock as clock } from '../../lib/clock.js';
import type { Sealer } from '../../lib/secrets.js';
import { UserFile } from '../../lib/users/user-file.js';
import type { RevokedTokens } from './app/revoked-tokens.js';
import type { EngineConfig } from './config.js';
import { Authority } from './edge/identity/authority.js';
import { basicIdentity } from './edge/identity/basic-identity.js';
import { Accounts } from './edge/identity/embedded/accounts.js';
import { embeddedIdentity } from './edge/identity/embedded/embedded-identity.js';
import { SealedTokens } from './edge/identity/embedded/sealed-tokens.js';
import type { Identity } from './edge/identity/identity.js';
import { KeystoneClient } from './edge/identity/keystone/keystone-client.js';
import { keystoneIdentity } from './edge/identity/keystone/keystone-identity.js';
import { Logins } from './edge/identity/logins.js';
import { oidcIdentity } from './edge/identity/oidc-identity.js';
import { OidcKeys } from './edge/identity/oidc-keys.js';
import { openTokenFile } from './edge/identity/token-file.js';
import { noIdentity, tokenIdentity } from './edge/identity/token-identity.js';
import { policyOf } from './edge/policy/policy.js';
import { readPolicyFile } from './edge/policy/policy-file.js';
import type { RestAuth } from './edge/rest/http/authorise.js';
import { RequestRates } from './edge/rest/http/request-rates.js';

/** What all engines of an installation have in common. */
export interface Installation {
  readonly seal: Sealer;
  readonly revokedTokens: RevokedTokens;
}

/**
 * Who may call, as configured.
 * @throws IsothermError `config.invalid` when a file cannot be used
 */
export function openAuth(config: EngineConfig, installation: Installation): RestAuth {
  const { policyFile } = config.identity;
  const policy = policyOf(policyFile === undefined ? undefined : readPolicyFile(policyFile));
  const rates = new RequestRates({ ...ratesOf(config), clock });
  return { policy, rates, identity: config.rest.noAuth ? noIdentity : openIdentity(config, installation) };
}

function ratesOf({ rest: { rate } }: EngineConfig) {
  const of = (perSecond: number | undefined, burst: number | undefined) =>
    perSecond === undefined ? undefined : { perSecond, burst: burst ?? Math.max(1, 10 * perSecond) };
  return {
    principal: of(rate.perSecond, rate.burst),
    address: of(rate.anonymousPerSecond, rate.anonymousBurst),
  };
}

function openIdentity(config: EngineConfig, installation: Installation): Identity {
  switch (config.identity.kind) {
    case 'token':
      return openToken(config);
    case 'basic':
      return basicIdentity(openLogins(config), openToken(config));
    case 'embedded':
      return openEmbedded(config, installation);
    case 'keystone':
      return openKeystone(config);
    case 'oidc':
      return openOidc(config);
  }
}

function openToken({ rest }: EngineConfig) {
  return tokenIdentity(openTokenFile(rest.tokenFile));
}

/** Refuses to start with a user file that cannot be used; later nobody can log in until it can. */
function openLogins({ identity }: EngineConfig): Logins {
  const users = new UserFile(identity.userFile);
  users.read();
  return new Logins(users, { failuresPerMinute: identity.failedLoginsPerMinute, clock });
}

function openEmbedded(config: EngineConfig, { seal, revokedTokens: revoked }: Installation): Identity {
  const { tokenMs: lifeMs, region } = config.identity;
  const logins = openLogins(config);
  const tokens = new SealedTokens(seal, { lifeMs, clock, revoked });
  return embeddedIdentity({
    accounts: new Accounts(logins, tokens),
    logins,
    token: openToken(config),
    region,
  });
}

function openKeystone({ identity: { keystone, backoff } }: EngineConfig): Identity {
  const { url, password } = needed({ url: keystone.url, password: keystone.password });
  const client = new KeystoneClient(
    { ...keystone, url, password },
    new Authority({ ...backoff, name: 'Keystone', clock }),
  );
  return keystoneIdentity({ ...keystone, client, url, clock });
}

function openOidc({ identity: { oidc, backoff } }: EngineConfig): Identity {
  const { issuer } = needed({ issuer: oidc.issuer });
  const authority = new Authority({ ...backoff, name: `The issuer ${issuer}`, clock });
  const keys = new OidcKeys({ ...oidc, issuer, authority, clock });
  return oidcIdentity({ ...oidc, issuer, keys, clock });
}

/** The configuration has made sure that what its kind needs is there. */
function needed<Settings extends Record<string, string | undefined>>(settings: Settings) {
  const missing = Object.keys(settings).find((name) => settings[name] === undefined);
  if (missing !== undefined) throw new Error(`the configuration has no ${missing}`);
  return settings as { readonly [Name in keyof Settings]: string };
}
