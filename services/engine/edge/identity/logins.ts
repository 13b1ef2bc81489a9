import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../../../lib/clock.js';
import { IsothermError } from '../../../../lib/errors.js';
import { ExpiringMap } from '../../../../lib/expiring-map.js';
import { KeyedBuckets } from '../../../../lib/keyed-buckets.js';
import { UnderWay } from '../../../../lib/under-way.js';
import { networkOf } from '../../../../lib/network-of.js';
import { unauthorised } from './identity.js';
import { checkPassword, hashPassword } from '../../../../lib/users/password.js';
import type { User, UserFile } from '../../../../lib/users/user-file.js';

/** How long a password that was right need not be hashed again, in ms. */
const REMEMBER_MS = 300_000;
const MOST_REMEMBERED = 1_000;

export interface Attempt {
  readonly name: string;
  readonly password: string;
  readonly address: string;
}

export interface LoginOptions {
  /** Of one address, and of one user. */
  readonly failuresPerMinute: number;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** Logins by password. Whoever guesses is slowed down; a password that was right is not hashed with every request. */
export class Logins {
  private readonly failures: KeyedBuckets;
  /** What was right, by user, password and hash; under a key that nobody else has. */
  private readonly remembered = new ExpiringMap<true>(MOST_REMEMBERED);
  /** Logins under way: the same one again waits for its answer, and counts once. */
  private readonly checking = new UnderWay<User>();
  private readonly key = randomBytes(32);
  private dummy: Promise<string> | undefined;

  constructor(
    private readonly users: UserFile,
    private readonly options: LoginOptions,
  ) {
    const { failuresPerMinute } = options;
    this.failures = new KeyedBuckets({ perSecond: failuresPerMinute / 60, burst: failuresPerMinute });
  }

  /**
   * The user, whose password it is.
   * @throws IsothermError `request.unauthorized`; `request.too-many`; `identity.unavailable`
   */
  async login({ name, password, address }: Attempt): Promise<User> {
    const user = this.known().get(name);
    if (user && this.isRemembered(user, password)) return user;
    const digest = this.digest(name, user?.hash ?? '', password);
    return this.checking.once(digest, () => this.check(user, { name, password, address }));
  }

  private async check(user: User | undefined, { name, password, address }: Attempt): Promise<User> {
    const keys = [`address ${networkOf(address)}`, `user ${name.slice(0, 255)}`];
    this.count(keys);
    // Somebody who is not there takes as long as somebody who is.
    const hash = user?.hash ?? (await (this.dummy ??= hashPassword(randomBytes(16).toString('hex'))));
    if (!(await checkPassword(password, hash)) || !user) {
      throw unauthorised('The user is not known, or the password is another one.');
    }
    for (const key of keys) this.failures.giveBack(key);
    this.remember(user, password);
    return user;
  }

  /** @throws IsothermError `identity.unavailable` */
  known(): ReadonlyMap<string, User> {
    try {
      return this.users.read();
    } catch (cause) {
      const message = 'Nobody can log in: the user file cannot be used; the log of the engine says why.';
      throw new IsothermError('identity.unavailable', message, { cause, retry: 'later' });
    }
  }

  /** Before it is tried, so that many at once do not all pass. */
  private count(keys: readonly string[]): void {
    const nowMs = this.options.clock.monotonic();
    const retryAfterMs = Math.max(...keys.map((key) => this.failures.waitMs(key, nowMs)));
    if (retryAfterMs === 0) {
      for (const key of keys) this.failures.take(key, nowMs);
      return;
    }
    // What is refused takes nothing: many names could otherwise drive out those that are being guessed at.
    throw new IsothermError(
      'request.too-many',
      `Too many logins have failed: wait ${Math.ceil(retryAfterMs / 1_000)} s.`,
      { retry: 'later', retryAfterMs },
    );
  }

  private isRemembered({ name, hash }: User, password: string): boolean {
    const digest = this.digest(name, hash, password);
    return this.remembered.get(digest, this.options.clock.monotonic()) ?? false;
  }

  private remember({ name, hash }: User, password: string): void {
    const untilMs = this.options.clock.monotonic() + REMEMBER_MS;
    this.remembered.set(this.digest(name, hash, password), true, untilMs);
  }

  private digest(name: string, hash: string, password: string): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([name, hash, password]))
      .digest('base64');
  }
}
