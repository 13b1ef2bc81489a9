import { z } from 'zod';
import type { Authority } from '../authority.js';
import { unavailable } from '../unavailable.js';
import { keystoneFetch, keystoneLogin, refused, type KeystoneUser } from './keystone-login.js';

/** The user has to be allowed to validate tokens. */
export interface KeystoneAccess extends KeystoneUser {
  readonly project: string;
  readonly projectDomain: string;
}

const named = z.object({ id: z.string(), name: z.string() });
const tokenAnswer = z.object({
  token: z.object({
    expires_at: z.iso.datetime({ offset: true }),
    user: named,
    project: named.optional(),
    system: z.object({ all: z.boolean() }).optional(),
    roles: z.array(z.object({ name: z.string() })).default([]),
    is_admin_project: z.boolean().optional(),
  }),
});

/** Answers that say nothing of the token: our service user may not ask, or Keystone is busy, or away. Others may be for this one alone. */
const OF_NO_USE: ReadonlySet<number> = new Set([401, 403, 429, 502, 503, 504]);

export type KeystoneToken = z.infer<typeof tokenAnswer>['token'];

/** Asks a Keystone about tokens, with a service user's own one, which it gets when it needs it. */
export class KeystoneClient {
  private serviceToken: Promise<string> | undefined;

  /** @param authority the Keystone: whatever is asked goes through there */
  constructor(
    private readonly access: KeystoneAccess,
    private readonly authority: Authority,
  ) {}

  /**
   * What the token says; undefined: it is none, or has ended.
   * @throws IsothermError `identity.unavailable`
   */
  async validate(token: string): Promise<KeystoneToken | undefined> {
    const response = await this.authority.ask(() => this.answer(token));
    if (response instanceof Error) throw unavailable('Keystone', response);
    if (response.status === 404) return undefined;
    if (response.status !== 200) throw unavailable('Keystone', refused(response.status));
    const { data, error } = tokenAnswer.safeParse(await json(response));
    if (error) throw unavailable('Keystone', new Error('it answers in no form that we know'));
    return data.token;
  }

  /**
   * Anybody may send anything as a token, and Keystone or what stands before it may stumble over that alone: so it is asked about our own.
   * @returns an Error when it has no answer to this token
   * @throws Error when it has none, whichever token is asked about
   */
  private async answer(token: string): Promise<Response | Error> {
    try {
      return await this.answerTo(token);
    } catch (failure) {
      const isSlow = (failure as Error).name === 'TimeoutError';
      if (isSlow || !(await this.isWell())) throw failure;
      return failure as Error;
    }
  }

  private async isWell(): Promise<boolean> {
    try {
      const own = await this.serviceToken;
      return own !== undefined && (await this.ask(own, own)).status === 200;
    } catch {
      return false;
    }
  }

  private async answerTo(token: string): Promise<Response> {
    const own = (this.serviceToken ??= this.login());
    let response = await this.ask(token, await own);
    if (response.status === 401) {
      // Its own token has ended, or was revoked. Whoever notices first gets another one for all.
      if (this.serviceToken === own) this.serviceToken = undefined;
      response = await this.ask(token, await (this.serviceToken ??= this.login()));
    }
    if (OF_NO_USE.has(response.status)) throw refused(response.status);
    return response;
  }

  private ask(token: string, own: string): Promise<Response> {
    return keystoneFetch(this.access, '/auth/tokens?nocatalog', {
      headers: { 'x-auth-token': own, 'x-subject-token': token },
    });
  }

  private async login(): Promise<string> {
    try {
      const { project, projectDomain } = this.access;
      return await keystoneLogin(this.access, { name: project, domain: { name: projectDomain } });
    } catch (error) {
      // The next one tries again.
      this.serviceToken = undefined;
      throw error;
    }
  }
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw unavailable('Keystone', cause);
  }
}
