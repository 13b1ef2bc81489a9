import type { Clock } from '../../../../../lib/clock.js';
import type { TokenClaims } from './sealed-tokens.js';

const MOST = 10_000;

/** Tokens that ended early, until they would have ended anyway. */
export class RevokedTokens {
  private readonly until = new Map<string, number>();
  /** With more of them than are kept, all that were issued up to then count as revoked: rather too many than one too few. */
  private before = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly most = MOST,
  ) {}

  add({ ids, expiresMs, issuedMs }: TokenClaims): void {
    const [id] = ids;
    if (id === undefined) return;
    this.forget();
    if (this.until.size >= this.most) this.before = Math.max(this.before, issuedMs);
    else this.until.set(id, expiresMs);
  }

  /** Also when the login that it comes from is. */
  has({ ids, issuedMs }: TokenClaims): boolean {
    return issuedMs <= this.before || ids.some((id) => this.until.has(id));
  }

  private forget(): void {
    const now = this.clock.now();
    for (const [id, expiresMs] of this.until) if (expiresMs <= now) this.until.delete(id);
  }
}
