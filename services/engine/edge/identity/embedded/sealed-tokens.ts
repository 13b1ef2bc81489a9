import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../../../lib/clock.js';
import { SEALED, type Sealer } from '../../../../../lib/secrets.js';
import { ringAt } from '../../../app/due-timer.js';
import type { RevokedTokens } from '../../../app/revoked-tokens.js';

const claims = z.object({
  /** Keystone's audit ids: the token's own; behind it that of the login that it comes from, where that gave another one. */
  ids: z.array(z.string()).min(1),
  user: z.string(),
  /** Undefined: it is good for no project. */
  project: z.string().optional(),
  methods: z.array(z.string()),
  issuedMs: z.number(),
  expiresMs: z.number(),
  /** Of the password's hash: another password makes the token worthless. */
  password: z.string(),
});

export type TokenClaims = Readonly<z.infer<typeof claims>>;

export interface NewToken extends Pick<TokenClaims, 'user' | 'project' | 'methods' | 'password'> {
  /** The token that it is made from, which it does not outlive. It is revoked with the login that both come from. */
  readonly from?: TokenClaims;
}

export interface SealedTokensOptions {
  readonly lifeMs: number;
  readonly clock: Pick<Clock, 'now' | 'setTimer'>;
  readonly revoked: Pick<RevokedTokens, 'has' | 'onRevoke' | 'revoke'>;
}

/**
 * Tokens that nobody has to keep: what they say is sealed in them with a key that every engine of the installation has. They end
 * by themselves; which ended before, the engines tell each other.
 */
export class SealedTokens {
  private readonly seal: Sealer;
  constructor(
    seal: Sealer,
    private readonly options: SealedTokensOptions,
  ) {
    this.seal = seal.for('tokens');
  }

  issue({ from, ...token }: NewToken): { readonly text: string; readonly claims: TokenClaims } {
    const issuedMs = this.options.clock.now();
    const expiresMs = from?.expiresMs ?? issuedMs + this.options.lifeMs;
    const ids = [randomUUID().replaceAll('-', ''), ...(from?.ids.slice(-1) ?? [])];
    const made: TokenClaims = { ...token, ids, issuedMs, expiresMs };
    return { text: this.seal.seal(JSON.stringify(made)).slice(SEALED.length), claims: made };
  }

  /** Undefined: it is none of ours, was changed, has ended or was revoked. */
  read(text: string): TokenClaims | undefined {
    const opened = this.opened(text);
    if (opened === undefined || opened.expiresMs <= this.options.clock.now()) return undefined;
    return this.options.revoked.has(opened) ? undefined : opened;
  }

  /** As `RevokedTokens.revoke`; those that it was made into end with it. */
  async revoke({ ids: [id = ''], issuedMs, expiresMs }: TokenClaims): Promise<void> {
    await this.options.revoked.revoke({ id, issuedMs, expiresMs });
  }

  /** Calls once the token has ended, by itself or since it was revoked, and answers how to take that back. */
  onEnd(token: TokenClaims, ended: () => void): () => void {
    const { clock, revoked } = this.options;
    const cancels = [ringAt(clock, token.expiresMs, ended), revoked.onRevoke(token, ended)];
    return () => {
      for (const cancel of cancels) cancel();
    };
  }

  /** To compare with the claim of a token. */
  passwordMark(hash: string): string {
    return this.seal.digest(hash);
  }

  private opened(text: string): TokenClaims | undefined {
    try {
      // Put before it, so that only what was sealed can be opened.
      return claims.parse(JSON.parse(this.seal.open(SEALED + text)));
    } catch {
      return undefined;
    }
  }
}
