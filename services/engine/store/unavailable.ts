import { IsothermError } from '../../../lib/errors.js';

/** Connections refused, broken or not to be had, and a server that starts, stops or has no room (SQLSTATE 08, 53, 57). */
const AWAY = /^(08|53|57)|^(ECONN|ENOENT|EPIPE|ETIMEDOUT)/;

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

function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return AWAY.test(code);
  return (
    typeof message === 'string' &&
    /connection (terminated|timeout)|timeout exceeded when trying to connect/i.test(message)
  );
}
