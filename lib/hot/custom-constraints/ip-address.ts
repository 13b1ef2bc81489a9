import { pythonInteger } from '../../python/integer.js';
import { addressOf } from './ip-network.js';

/** Why a text is no address, in Heat's words; undefined: it is one. */
export function addressFault(text: string): string | undefined {
  if (text.includes(':')) return addressOf(text, 6) === undefined ? invalid(text) : undefined;
  if (/\s/.test(text)) return invalid(text);
  const parts = text.split('.').map(pythonInteger);
  if (parts.length !== 4) return invalid(text);
  // Zeros at the beginning could make it octal.
  const plain = parts.join('.');
  if (addressOf(plain, 4) === undefined) return invalid(text);
  return plain === text ? undefined : `'${text}' is not an accepted IP address, '${plain}' is recommended`;
}

function invalid(text: string): string {
  return `'${text}' is not a valid IP address`;
}
