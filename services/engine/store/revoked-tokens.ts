import type { DataSource } from 'typeorm';
import { ALL_UP_TO, type RevokedToken } from '../app/revoked-tokens.js';
import { NOTIFY_FLEET } from './wake-ups.js';

/** Rows that are kept. */
const MOST = 10_000;

/** Rows whose time is over go. With too many left, one row stands for all tokens that were issued up to this one. */
export async function saveRevokedToken(
  database: DataSource,
  { id, issuedMs, expiresMs }: RevokedToken,
  most = MOST,
): Promise<void> {
  await database.query(
    `WITH over AS (DELETE FROM revoked_token WHERE expires_at <= now() AND id NOT IN ($1, $5)),
          saved AS (
       INSERT INTO revoked_token (id, issued_at, expires_at)
       SELECT CASE WHEN (SELECT count(*) FROM revoked_token WHERE expires_at > now()) < $4 THEN $1 ELSE $5 END, $2, $3
       ON CONFLICT (id) DO UPDATE SET issued_at = greatest(revoked_token.issued_at, excluded.issued_at),
                                      expires_at = greatest(revoked_token.expires_at, excluded.expires_at))
     SELECT ${NOTIFY_FLEET}`,
    [id, new Date(issuedMs), new Date(expiresMs), most, ALL_UP_TO],
  );
}

/** Those whose time is not over. */
export async function loadRevokedTokens(database: DataSource): Promise<RevokedToken[]> {
  const rows = await database.query<{ id: string; issued: Date; expires: Date }[]>(
    `SELECT id, issued_at AS issued, expires_at AS expires FROM revoked_token WHERE expires_at > now()`,
  );
  return rows.map(({ id, issued, expires }) => {
    return { id, issuedMs: issued.getTime(), expiresMs: expires.getTime() };
  });
}
