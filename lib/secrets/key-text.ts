import { randomBytes } from 'node:crypto';
import { IsothermError } from '../errors.js';
import { KEY_BYTES, Sealer } from '../secrets.js';

/** A new key, as it is written down. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/**
 * The sealer of keys that are written down one a line.
 * @param where they are from, for messages
 * @throws IsothermError `config.invalid`: there is none, or something else among them; what it is is not repeated
 */
export function sealerOf(text: string, where: string): Sealer {
  const [first, ...others] = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => Buffer.from(word, 'base64'));
  if (!first || [first, ...others].some(({ length }) => length !== KEY_BYTES)) {
    throw invalid(
      `${where} does not hold keys of ${String(KEY_BYTES)} bytes in base64, one a line: restore it from a backup`,
    );
  }
  return new Sealer([first, ...others]);
}

export function invalid(message: string, cause?: unknown): IsothermError {
  return new IsothermError('config.invalid', message, { cause });
}
