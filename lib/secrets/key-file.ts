import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Sealer } from '../secrets.js';
import { invalid, newKey, sealerOf } from './key-text.js';

/**
 * The sealer of a key file, which has a key a line: the first seals, all open. A missing file is made (`createIfMissing`, by default), readable by its owner only, and is
 * on the disk before it is used.
 * @throws IsothermError `config.invalid` when it is missing, others can read it (`isOpen`), or it holds no keys.
 */
export function openKeyFile(path: string, options: { createIfMissing?: boolean } = {}): Sealer {
  const text = readKey(path) ?? (options.createIfMissing === false ? undefined : makeKey(path));
  if (text === undefined) throw invalid(`key file ${path} is missing: restore it from a backup`);
  const sealer = sealerOf(text, `key file ${path}`);
  if (isOpen(statSync(path), process.getuid?.())) {
    throw invalid(`key file ${path} can be read by others: run chmod 600 ${path}`);
  }
  return sealer;
}

/**
 * Whether others than root and the process's user `self` get at a file. Where root hands it to a process of somebody else by a
 * group, as Kubernetes does with a secret, that group may read it.
 */
export function isOpen(
  { mode, uid }: { readonly mode: number; readonly uid: number },
  self?: number,
): boolean {
  const handed = uid === 0 && self !== 0;
  return (mode & (handed ? 0o037 : 0o077)) !== 0;
}

function readKey(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw invalid(`key file ${path} cannot be read: ${(error as Error).message}`, error);
  }
}

/**
 * Two engines that start at once make one key: the file appears with its whole content and is never overwritten, so
 * the second finds the first one's.
 */
function makeKey(path: string): string | undefined {
  const unfinished = `${path}.${randomUUID()}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(unfinished, 'wx', 0o600);
    writeSync(file, `${newKey()}\n`);
    fsyncSync(file);
    closeSync(file);
    linkSync(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw invalid(`key file ${path} cannot be made: ${(error as Error).message}`, error);
    }
  } finally {
    rmSync(unfinished, { force: true });
  }
  return readKey(path);
}
