import { IsothermError } from '../../../../lib/errors.js';
import { reasonOf } from '../../../../lib/reason-of.js';

/**
 * Who would know does not answer: nobody is let in meanwhile.
 * @param who such as `Keystone`
 * @param retryAfterMs undefined: nobody knows
 */
export function unavailable(who: string, cause: unknown, retryAfterMs?: number): IsothermError {
  const inner = (cause as { readonly cause?: { readonly code?: string } }).cause?.code;
  const message = `${who} cannot be asked who you are (${inner ?? reasonOf(cause)}): try again once it is back.`;
  return new IsothermError('identity.unavailable', message, {
    cause,
    retry: 'later',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
