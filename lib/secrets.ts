import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { IsothermError } from './errors.js';

/** How every sealed text begins. */
export const SEALED = 'sealed:';
/** Bytes of a key. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is derived from one key. `id` tells keys apart, and nothing about them. */
interface Derived {
  readonly id: string;
  /** Of the keys that are derived for something else. */
  readonly parent: Buffer;
  readonly sealing: Buffer;
  readonly digesting: Buffer;
}

/**
 * Seals texts at rest with AES-256-GCM, and makes keyed digests, under keys derived from others (HKDF, RFC 5869). Of several keys the first
 * seals, and all open. A sealed text names its key, so that a wrong one is told from a damaged text.
 */
export class Sealer {
  private readonly first: Derived;
  private readonly byId: ReadonlyMap<string, Derived>;
  private digesting: Buffer;

  /** @param keys 32 bytes each, secret; at least one */
  constructor(keys: readonly [Buffer, ...Buffer[]]) {
    const [first, ...others] = keys;
    this.first = derived(first);
    this.byId = new Map([this.first, ...others.map(derived)].map((each) => [each.id, each]));
    this.digesting = this.first.digesting;
  }

  /** Of the key that seals. */
  get keyId(): string {
    return this.first.id;
  }

  /** Of all keys, that which seals first. */
  get keyIds(): readonly string[] {
    return [...this.byId.keys()];
  }

  /** The digest key that comes with a key of these. @throws IsothermError `store.key-mismatch`: it is none of them */
  digestKeyOf(keyId: string): Buffer {
    return this.keyNamed(keyId).digesting;
  }

  /** Digests are made with this key from now on: an installation keeps its digests when its key changes. */
  digestWith(key: Buffer): void {
    this.digesting = key;
  }

  /** A sealer of its own for something else: neither opens what the other has sealed. */
  for(purpose: string): Sealer {
    const child = (key: Buffer) => hkdf(key, `for ${purpose}`, KEY_BYTES);
    const others = [...this.byId.values()].filter((key) => key !== this.first);
    const made = new Sealer([child(this.first.parent), ...others.map(({ parent }) => child(parent))]);
    made.digestWith(child(this.digesting));
    return made;
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.first.sealing, nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${SEALED}${this.keyId}:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
  }

  /**
   * Opens what `seal` made; other texts pass unchanged.
   * @throws IsothermError `store.key-mismatch` when it was sealed with a key that is not among these, or was changed.
   */
  open(text: string): string {
    const keyId = sealedWith(text);
    if (keyId === undefined) return text;
    const { sealing } = this.keyNamed(keyId);
    try {
      const bytes = Buffer.from(text.slice(SEALED.length + keyId.length + 1), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw mismatch('a sealed secret was changed or cut off: restore the database from a backup', cause);
    }
  }

  private keyNamed(id: string): Derived {
    const key = this.byId.get(id);
    if (key) return key;
    const held = this.keyIds.join(', ');
    throw mismatch(
      `a secret was sealed with key ${id}, but the key file holds ${held}: put the right one in place`,
    );
  }

  /** HMAC-SHA256: equal texts have equal digests, which without the key cannot be guessed at. */
  digest(text: string): string {
    return createHmac('sha256', this.digesting).update(text).digest('base64url');
  }
}

/** The id of the key that sealed a text; undefined: it is not sealed. */
export function sealedWith(text: string): string | undefined {
  if (!text.startsWith(SEALED)) return undefined;
  return text.slice(SEALED.length, text.indexOf(':', SEALED.length));
}

function derived(key: Buffer): Derived {
  return {
    id: hkdf(key, 'id', 6).toString('base64url'),
    parent: hkdf(key, 'parent', KEY_BYTES),
    sealing: hkdf(key, 'seal', KEY_BYTES),
    digesting: hkdf(key, 'digest', KEY_BYTES),
  };
}

function hkdf(key: Buffer, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `isotherm ${purpose}`, bytes));
}

function mismatch(message: string, cause?: unknown): IsothermError {
  return new IsothermError('store.key-mismatch', message, { cause });
}
