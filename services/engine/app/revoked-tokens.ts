import type { Clock } from '../../../lib/clock.js';

/** A token that ended before its time. */
export interface RevokedToken {
  readonly id: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
}

/** A token as it is looked for. */
export interface HeldToken {
  /** Its own, and that of the login that it comes from. */
  readonly ids: readonly string[];
  readonly issuedMs: number;
}

export interface RevokedTokenPorts {
  /** Stores it, and tells other engines once it is. With as many as are kept it stores ALL_UP_TO instead. */
  readonly save: (token: RevokedToken) => Promise<void>;
  readonly load: () => Promise<readonly RevokedToken[]>;
  readonly clock: Pick<Clock, 'now'>;
}

/** The id that stands for every token that was issued up to then: rather too many are revoked than one too few. */
export const ALL_UP_TO = '*';

/** Tokens that ended before their time, at whichever engine: rows hold them, and each engine reads them as it does what is ordered of the fleet. */
export class RevokedTokens {
  private readonly until = new Map<string, number>();
  private readonly waiting = new Set<{ readonly token: HeldToken; readonly revoked: () => void }>();
  private allUpToMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly ports: RevokedTokenPorts) {}

  /** Here it has ended once this returns; at other engines a moment later, at the latest when they look by themselves. */
  async revoke(token: RevokedToken): Promise<void> {
    await this.ports.save(token);
    this.take(token);
    this.tell();
  }

  /** Whether one of the ids was revoked. */
  has({ ids, issuedMs }: HeldToken): boolean {
    return issuedMs <= this.allUpToMs || ids.some((id) => this.until.has(id));
  }

  /** Calls once the token is revoked, at once where it is, and answers how to take that back. */
  onRevoke(token: HeldToken, revoked: () => void): () => void {
    const entry = { token, revoked };
    if (this.has(token)) revoked();
    else this.waiting.add(entry);
    return () => {
      this.waiting.delete(entry);
    };
  }

  /** Reads what other engines have revoked. What is known is kept until its time is over, so that no read can undo it. */
  async refresh(): Promise<void> {
    for (const token of await this.ports.load()) this.take(token);
    const nowMs = this.ports.clock.now();
    for (const [id, expiresMs] of this.until) if (expiresMs <= nowMs) this.until.delete(id);
    this.tell();
  }

  private tell(): void {
    for (const entry of this.waiting) {
      if (!this.has(entry.token)) continue;
      this.waiting.delete(entry);
      entry.revoked();
    }
  }

  private take({ id, issuedMs, expiresMs }: RevokedToken): void {
    if (id === ALL_UP_TO) this.allUpToMs = Math.max(this.allUpToMs, issuedMs);
    else this.until.set(id, expiresMs);
  }
}
