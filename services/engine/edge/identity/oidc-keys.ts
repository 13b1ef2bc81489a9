import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../../../lib/clock.js';
import type { Authority } from './authority.js';

export interface OidcKeysOptions {
  readonly issuer: string;
  /** How long what was read is believed, in ms. */
  readonly cacheMs: number;
  /** Least time between two looks for a key that is not known, in ms; default 30,000. */
  readonly cooldownMs?: number;
  readonly timeoutMs: number;
  /** The issuer: what is read of it goes through there. */
  readonly authority: Authority;
  readonly clock: Pick<Clock, 'monotonic'>;
}

const COOLDOWN_MS = 30_000;
const jwks = z.object({ keys: z.array(z.looseObject({})) });
const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** The keys of an issuer, where it says that they are. */
export class OidcKeys {
  private keys: { readonly found: Promise<JWTVerifyGetKey>; readonly untilMs: number } | undefined;

  constructor(private readonly options: OidcKeysOptions) {}

  /** @throws IsothermError `identity.unavailable` */
  async current(): Promise<JWTVerifyGetKey> {
    const nowMs = this.options.clock.monotonic();
    if (!this.keys || this.keys.untilMs <= nowMs) {
      this.keys = { found: this.discover(), untilMs: nowMs + this.options.cacheMs };
    }
    const { keys } = this;
    try {
      return await keys.found;
    } catch (error) {
      // The next one tries again.
      if (this.keys === keys) this.keys = undefined;
      throw error;
    }
  }

  private async discover(): Promise<JWTVerifyGetKey> {
    const { issuer, cacheMs, cooldownMs = COOLDOWN_MS, timeoutMs, authority } = this.options;
    const keys = await authority.ask(async () => {
      const url = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
      const signal = AbortSignal.timeout(timeoutMs);
      const said = discovery.parse(await read(url, { redirect: 'error', signal }));
      if (said.issuer !== issuer) throw new Error(`it calls itself ${said.issuer}`);
      const uri = new URL(said.jwks_uri);
      if (uri.protocol !== 'https:' && issuer.startsWith('https:'))
        throw new Error('its keys are not behind https');
      return uri;
    });
    return createRemoteJWKSet(keys, {
      cacheMaxAge: cacheMs,
      cooldownDuration: cooldownMs,
      timeoutDuration: timeoutMs,
      [customFetch]: (url, request) =>
        authority.ask(async () => Response.json(jwks.parse(await read(url, request)))),
    });
  }
}

async function read(url: string, request: RequestInit): Promise<unknown> {
  const response = await fetch(url, request);
  if (response.status !== 200) throw new Error(`it answers ${response.status}`);
  return response.json();
}
