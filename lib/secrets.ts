import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
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
import { IsothermError } from './errors.js';

/** How every sealed text begins. */
export const SEALED = 'sealed:';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals texts at rest with AES-256-GCM, and makes keyed digests, under keys derived from one key (HKDF, RFC 5869). A
 * sealed text names its key, so that a wrong one is told from a damaged text.
 */
export class Sealer {
  private readonly sealing: Buffer;
  private readonly digesting: Buffer;
  private readonly parent: Buffer;
  /** Tells keys apart, and nothing about them. */
  readonly keyId: string;

  /** @param key 32 bytes, secret */
  constructor(key: Buffer) {
    const derive = (purpose: string, bytes: number) =>
      Buffer.from(hkdfSync('sha256', key, '', `isotherm ${purpose}`, bytes));
    this.parent = derive('parent', KEY_BYTES);
    this.sealing = derive('seal', KEY_BYTES);
    this.digesting = derive('digest', KEY_BYTES);
    this.keyId = derive('id', 6).toString('base64url');
  }

  /** A sealer of its own for something else: neither opens what the other has sealed. */
  for(purpose: string): Sealer {
    return new Sealer(Buffer.from(hkdfSync('sha256', this.parent, '', `isotherm for ${purpose}`, KEY_BYTES)));
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealing, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${SEALED}${this.keyId}:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
  }

  /**
   * Opens what `seal` made; other texts pass unchanged.
   * @throws IsothermError `store.key-mismatch` when it was sealed with another key, or was changed.
   */
  open(text: string): string {
    if (!text.startsWith(SEALED)) return text;
    const end = text.indexOf(':', SEALED.length);
    const keyId = text.slice(SEALED.length, end);
    if (keyId !== this.keyId) {
      throw mismatch(
        `a secret was sealed with key ${keyId}, but the key file holds ${this.keyId}: put the right one in place`,
      );
    }
    try {
      const bytes = Buffer.from(text.slice(end + 1), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', this.sealing, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw mismatch('a sealed secret was changed or cut off: restore the database from a backup', cause);
    }
  }

  /** HMAC-SHA256: equal texts have equal digests, which without the key cannot be guessed at. */
  digest(text: string): string {
    return createHmac('sha256', this.digesting).update(text).digest('base64url');
  }
}

function mismatch(message: string, cause?: unknown): IsothermError {
  return new IsothermError('store.key-mismatch', message, { cause });
}

/**
 * The sealer of a key file. A missing one is made (`createIfMissing`, by default), readable by its owner only, and is
 * on the disk before it is used.
 * @throws IsothermError `config.invalid` when it is missing, others can read it (`isOpen`), or it holds no key.
 */
export function openKeyFile(path: string, options: { createIfMissing?: boolean } = {}): Sealer {
  const text = readKey(path) ?? (options.createIfMissing === false ? undefined : makeKey(path));
  if (text === undefined) throw invalid(`key file ${path} is missing: restore it from a backup`);
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES) {
    const bytes = String(KEY_BYTES);
    throw invalid(
      `key file ${path} does not hold a key of ${bytes} bytes in base64: restore it from a backup`,
    );
  }
  if (isOpen(statSync(path), process.getuid?.())) {
    throw invalid(`key file ${path} can be read by others: run chmod 600 ${path}`);
  }
  return new Sealer(key);
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
    writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
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

function invalid(message: string, cause?: unknown): IsothermError {
  return new IsothermError('config.invalid', message, { cause });
}
