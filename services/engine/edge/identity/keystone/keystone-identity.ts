import { createHash } from 'node:crypto';
import type { Clock } from '../../../../../lib/clock.js';
import { ExpiringMap } from '../../../../../lib/expiring-map.js';
import { UnderWay } from '../../../../../lib/under-way.js';
import { ringAt } from '../../../app/due-timer.js';
import { tokenOf, unauthorised, type Identity } from '../identity.js';
import { ADMIN, principalOf, type Principal } from '../principal.js';
import type { KeystoneClient, KeystoneToken } from './keystone-client.js';

export interface KeystoneIdentityOptions {
  readonly client: Pick<KeystoneClient, 'validate'>;
  /** Where clients log in, for the challenge. */
  readonly url: string;
  /** How long an answer is believed, in ms. */
  readonly cacheMs: number;
  readonly cachedTokens: number;
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'setTimer'>;
}

/** Longer ones are no tokens, and are not sent on. */
const LONGEST_TOKEN = 16_384;

/** Tokens of a Keystone. What it says of one is believed for a while, of a token that is none too. */
export function keystoneIdentity(options: KeystoneIdentityOptions): Identity {
  const { client, clock, cacheMs } = options;
  const known = new ExpiringMap<Principal | 'nobody'>(options.cachedTokens);
  const asking = new UnderWay<Principal | 'nobody'>();

  const ask = async (token: string, digest: string) => {
    const found = await client.validate(token);
    const endMs = found && Date.parse(found.expires_at);
    const endsInMs = endMs === undefined ? cacheMs : endMs - clock.now();
    const onEnd = (ended: () => void) => ringAt(clock, endMs ?? 0, ended);
    const principal = found && endsInMs > 0 ? { ...principalOfToken(found), onEnd } : 'nobody';
    known.set(digest, principal, clock.monotonic() + Math.min(cacheMs, Math.max(0, endsInMs)));
    return principal;
  };

  return {
    challenge: `Keystone uri="${options.url}"`,
    async identify({ headers }) {
      const token = tokenOf(headers);
      if (token === undefined) throw unauthorised('The request carries no token: get one from Keystone.');
      const isPlausible = token.length <= LONGEST_TOKEN && /^[\x21-\x7e]+$/.test(token);
      // Tokens are not kept, only what they are known by.
      const digest = createHash('sha256').update(token).digest('base64');
      const principal = isPlausible
        ? (known.get(digest, clock.monotonic()) ?? (await asking.once(digest, () => ask(token, digest))))
        : 'nobody';
      if (principal !== 'nobody') return principal;
      throw unauthorised('Keystone does not know the token, or it has ended: log in again.');
    },
  };
}

function principalOfToken({
  user,
  project,
  system,
  roles,
  is_admin_project: inAdminProject,
}: KeystoneToken): Principal {
  const names = roles.map(({ name }) => name);
  const projects = new Map(project ? [[project.id, names]] : []);
  const principal = principalOf(`user ${user.id}`, user.name, projects);
  const isSystemAdmin = system?.all === true && names.includes(ADMIN);
  return { ...principal, isAdmin: isSystemAdmin || (principal.isAdmin && inAdminProject !== false) };
}
