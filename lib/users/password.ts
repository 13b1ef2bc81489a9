import { compare } from 'bcryptjs';
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of what we make: 2^15 blocks of 1 KiB each, some 60 ms in a thread that is not the engine's. */
const LOG_N = 15;
const BLOCK = 8;
const PARALLEL = 1;
const HASH_BYTES = 32;
/** Nobody's password may cost more to check than this. */
const MOST_MEMORY = 256 * 1_024 * 1_024;

const bcryptHash = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const scryptHash = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The hash of a password, as passlib writes one of scrypt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, { ln: LOG_N, r: BLOCK, p: PARALLEL, bytes: HASH_BYTES });
  return `$scrypt$ln=${LOG_N},r=${BLOCK},p=${PARALLEL}$${base64(salt)}$${base64(hash)}`;
}

/** Whether we can check passwords against it: scrypt, or bcrypt as `htpasswd -B` makes it. */
export function isPasswordHash(hash: string): boolean {
  const scrypted = scryptHash.exec(hash);
  if (scrypted) return memoryOf(Number(scrypted[1]), Number(scrypted[2])) <= MOST_MEMORY;
  const rounds = bcryptHash.exec(hash)?.[1];
  // Others would take seconds of the engine's thread.
  return rounds !== undefined && Number(rounds) >= 4 && Number(rounds) <= 14;
}

export async function checkPassword(password: string, hash: string): Promise<boolean> {
  const parts = scryptHash.exec(hash);
  if (!parts) return bcryptHash.test(hash) && compare(password, hash);
  const [, ln, r, p, salt = '', wanted = ''] = parts;
  const expected = Buffer.from(wanted, 'base64');
  const cost = { ln: Number(ln), r: Number(r), p: Number(p), bytes: expected.length };
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), cost), expected);
}

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
  readonly bytes: number;
}

function derive(password: string, salt: Buffer, { ln, r, p, bytes }: Cost): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: 2 * MOST_MEMORY };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, bytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function memoryOf(ln: number, r: number): number {
  return 2 ** ln * r * 128;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
