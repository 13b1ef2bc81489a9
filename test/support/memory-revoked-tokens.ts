import { systemClock, type Clock } from '../../lib/clock.js';
import { RevokedTokens, type RevokedToken } from '../../services/engine/app/revoked-tokens.js';

/** Without a database. @param rows what engines share that were given the same ones */
export function memoryRevokedTokens(
  rows: RevokedToken[] = [],
  clock: Pick<Clock, 'now'> = systemClock,
): RevokedTokens {
  const save = (token: RevokedToken) => {
    rows.push(token);
    return Promise.resolve();
  };
  return new RevokedTokens({ save, load: () => Promise.resolve(rows), clock });
}
