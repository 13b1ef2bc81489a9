import { IsothermError } from '../../../../../lib/errors.js';
import { unauthorised } from '../identity.js';
import type { Attempt, Logins } from '../logins.js';
import type { User } from '../../../../../lib/users/user-file.js';
import type { SealedTokens, TokenClaims } from './sealed-tokens.js';

/** Where a token shall be good; undefined: nowhere. */
export type Scope = string | undefined;

export interface Issued {
  readonly text: string;
  readonly claims: TokenClaims;
  readonly user: User;
}

/** A token that is good now. */
export interface Session {
  readonly claims: TokenClaims;
  readonly user: User;
}

/** Who may have which token. Whatever is asked is answered by the user file as it is now. */
export class Accounts {
  constructor(
    private readonly logins: Logins,
    private readonly tokens: SealedTokens,
  ) {}

  /** @throws IsothermError as `Logins.login`, and `request.unauthorized` for a project that is not the user's */
  async loginByPassword(attempt: Attempt, scope: Scope): Promise<Issued> {
    return this.issue(await this.logins.login(attempt), scope, ['password']);
  }

  /** @throws IsothermError `request.unauthorized` */
  loginByToken(text: string, scope: Scope): Issued {
    const { claims, user } = this.session(text);
    return this.issue(user, scope, [...new Set(['token', ...claims.methods])], claims);
  }

  /** @throws IsothermError `request.unauthorized`: the token is none, has ended, or its user may not have it any more. */
  session(text: string): Session {
    const claims = this.tokens.read(text);
    const user = claims && this.users().get(claims.user);
    if (claims && user && this.holds(claims, user)) return { claims, user };
    throw unauthorised('The token is not known, or has ended: log in again.');
  }

  private holds({ password, project }: TokenClaims, { hash, projects }: User): boolean {
    return password === this.tokens.passwordMark(hash) && (project === undefined || projects.has(project));
  }

  revoke(claims: TokenClaims): Promise<void> {
    return this.tokens.revoke(claims);
  }

  /** As `SealedTokens.onEnd`. */
  onEnd(claims: TokenClaims, ended: () => void): () => void {
    return this.tokens.onEnd(claims, ended);
  }

  /** @throws IsothermError `identity.unavailable` */
  users(): ReadonlyMap<string, User> {
    return this.logins.known();
  }

  private issue(user: User, project: Scope, methods: string[], from?: TokenClaims): Issued {
    if (project !== undefined && !user.projects.has(project)) {
      throw new IsothermError(
        'request.unauthorized',
        `The user has no role in the project ${JSON.stringify(project)}.`,
      );
    }
    const password = this.tokens.passwordMark(user.hash);
    const token = {
      user: user.name,
      methods,
      password,
      ...(project !== undefined && { project }),
      ...(from && { from }),
    };
    return { ...this.tokens.issue(token), user };
  }
}
