import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { IsothermError } from '../../../../lib/errors.js';
import { reasonOf } from '../../../../lib/reason-of.js';

/**
 * The token of a file; the file is made, readable by its owner only, when it is missing. Of several processes
 * that make it at once one wins, and all return its token.
 * @throws IsothermError `config.invalid`
 */
export function openTokenFile(path: string): string {
  try {
    const token = readIfThere(path) ?? make(path);
    if (/^[\x21-\x7e]{16,}$/.test(token)) return token;
  } catch (cause) {
    const reason = reasonOf(cause);
    const message = `The token file ${path} cannot be used: ${reason}. Set rest.tokenFile to a file that can be made.`;
    throw new IsothermError('config.invalid', message, { cause });
  }
  throw new IsothermError(
    'config.invalid',
    `The token file ${path} does not hold a token of at least 16 characters without spaces: remove it, and a new one is made.`,
  );
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside and linked, so that the file appears whole and never replaces another. */
function make(path: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const token = randomBytes(32).toString('base64url');
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, `${token}\n`, { mode: 0o600, flag: 'wx' });
    linkSync(draft, path);
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(path, 'utf8').trim();
  } finally {
    rmSync(draft, { force: true });
  }
}
