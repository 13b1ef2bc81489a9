import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../lib/clock.js';
import { Sealer } from '../../lib/secrets.js';
import { basicIdentity } from '../../services/engine/edge/identity/basic-identity.js';
import { Accounts } from '../../services/engine/edge/identity/embedded/accounts.js';
import { embeddedIdentity } from '../../services/engine/edge/identity/embedded/embedded-identity.js';
import { SealedTokens } from '../../services/engine/edge/identity/embedded/sealed-tokens.js';
import type { Identity } from '../../services/engine/edge/identity/identity.js';
import { KeystoneClient } from '../../services/engine/edge/identity/keystone/keystone-client.js';
import { keystoneIdentity } from '../../services/engine/edge/identity/keystone/keystone-identity.js';
import { Logins } from '../../services/engine/edge/identity/logins.js';
import { hashPassword } from '../../lib/users/password.js';
import { oidcIdentity } from '../../services/engine/edge/identity/oidc-identity.js';
import { OidcKeys } from '../../services/engine/edge/identity/oidc-keys.js';
import { tokenIdentity } from '../../services/engine/edge/identity/token-identity.js';
import { UserFile, userLine, type User } from '../../lib/users/user-file.js';
import { authority } from './authorities.js';
import { memoryRevokedTokens } from './memory-revoked-tokens.js';
import { keystoneServer, SERVICE } from './keystone-server.js';
import { oidcIssuer } from './oidc-issuer.js';

export type Headers = Record<string, string | undefined>;

/** A way to be known, and how people of two projects come by it. */
export interface IdentityShape {
  readonly kind: string;
  readonly identity: Identity;
  /** Headers of somebody with the role in the project. */
  as(project: string, role: string): Promise<Headers>;
  close(): Promise<void>;
}

export const OPERATOR_TOKEN = 'the-token-of-the-installation';
export const PASSWORD = 'correct horse battery';

/** Users `PROJECT-ROLE`, all with one password. */
export async function userFile(projects: readonly string[], roles: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-users-'));
  const path = join(directory, 'users');
  const hash = await hashPassword(PASSWORD);
  const users: User[] = projects.flatMap((project) =>
    roles.map((role) => ({ name: `${project}-${role}`, hash, projects: new Map([[project, [role]]]) })),
  );
  const write = (content: string) => {
    writeFileSync(path, content, { mode: 0o600 });
    chmodSync(path, 0o600);
  };
  write(`${users.map(userLine).join('\n')}\n`);
  const remove = () => {
    rmSync(directory, { recursive: true });
  };
  return { path, write, hash, remove };
}

export function basicHeader(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

export async function basicShape(
  projects: readonly string[],
  roles: readonly string[],
): Promise<IdentityShape> {
  const file = await userFile(projects, roles);
  const logins = new Logins(new UserFile(file.path), { failuresPerMinute: 1_000, clock: systemClock });
  return {
    kind: 'basic',
    identity: basicIdentity(logins, tokenIdentity(OPERATOR_TOKEN)),
    as: (project, role) => Promise.resolve({ authorization: basicHeader(`${project}-${role}`, PASSWORD) }),
    close: () => {
      file.remove();
      return Promise.resolve();
    },
  };
}

export async function keystoneShape(): Promise<IdentityShape> {
  const server = await keystoneServer(Date.now);
  const access = { ...SERVICE, userDomain: 'Default', projectDomain: 'Default', timeoutMs: 10_000 };
  const client = new KeystoneClient({ ...access, url: server.url }, authority('Keystone', systemClock));
  const options = { client, url: server.url, cacheMs: 60_000, cachedTokens: 100, clock: systemClock };
  const tokens = new Map<string, string>();
  return {
    kind: 'keystone',
    identity: keystoneIdentity(options),
    as: (project, role) => {
      const user = `${project}-${role}`;
      const token = tokens.get(user) ?? server.issue({ user, project, roles: [role] });
      tokens.set(user, token);
      return Promise.resolve({ 'x-auth-token': token });
    },
    close: () => server.close(),
  };
}

export async function oidcShape(): Promise<IdentityShape> {
  const issuer = await oidcIssuer();
  const { url } = issuer;
  const times = { cacheMs: 600_000, timeoutMs: 10_000, clock: systemClock };
  const keys = new OidcKeys({ issuer: url, authority: authority('The issuer', systemClock), ...times });
  const claims = { userClaim: 'sub', nameClaim: 'name', projectsClaim: 'projects', rolesClaim: 'roles' };
  const options = { ...claims, issuer: url, audience: 'isotherm', skewMs: 30_000, keys, clock: systemClock };
  return {
    kind: 'oidc',
    identity: oidcIdentity(options),
    as: async (project, role) => {
      const exp = Math.floor(Date.now() / 1_000) + 3_600;
      const token = await issuer.sign({
        iss: url,
        aud: 'isotherm',
        sub: `${project}-${role}`,
        exp,
        projects: { [project]: role },
      });
      return { authorization: `Bearer ${token}` };
    },
    close: () => issuer.close(),
  };
}

export async function embeddedShape(
  projects: readonly string[],
  roles: readonly string[],
): Promise<IdentityShape> {
  const file = await userFile(projects, roles);
  const logins = new Logins(new UserFile(file.path), { failuresPerMinute: 1_000, clock: systemClock });
  const tokens = new SealedTokens(new Sealer([randomBytes(32)]), {
    lifeMs: 3_600_000,
    clock: systemClock,
    revoked: memoryRevokedTokens(),
  });
  const accounts = new Accounts(logins, tokens);
  const token = tokenIdentity(OPERATOR_TOKEN);
  return {
    kind: 'embedded',
    identity: embeddedIdentity({ accounts, logins, token, region: 'RegionOne' }),
    as: async (project, role) => {
      const attempt = { name: `${project}-${role}`, password: PASSWORD, address: 'test' };
      return { 'x-auth-token': (await accounts.loginByPassword(attempt, project)).text };
    },
    close: () => {
      file.remove();
      return Promise.resolve();
    },
  };
}
