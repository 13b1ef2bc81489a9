import type { DataSource } from 'typeorm';
import { IsothermError } from '../../../lib/errors.js';

/** Connections refused, broken or not to be had, and a server that starts, stops or has no room (SQLSTATE 08, 53, 57). */
const AWAY = /^(08|53|57)|^(ECONN|ENOENT|EPIPE|ETIMEDOUT)/;
/** What pg, and TypeORM in the middle of a transaction, say without a code. */
const LOST =
  /connection (terminated|timeout)|timeout exceeded when trying to connect|not queryable|already released/i;

/**
 * Waits for a query; that the database is away is said as such, since trying again later helps.
 * @throws IsothermError `store.unavailable`
 */
export async function asked<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (cause) {
    if (!isAway(cause)) throw cause;
    throw new IsothermError('store.unavailable', 'The database does not answer: try again in a moment.', {
      cause,
      retry: 'later',
    });
  }
}

/** Operations of the store on one database; while that is away, each says so. */
export function askedOf(database: DataSource) {
  return <Rest extends unknown[], Answer>(
      operation: (database: DataSource, ...rest: Rest) => Promise<Answer>,
    ) =>
    (...rest: Rest): Promise<Answer> =>
      asked(operation(database, ...rest));
}

function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return AWAY.test(code);
  return typeof message === 'string' && LOST.test(message);
}
