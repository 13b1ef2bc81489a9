import type { DataSource } from 'typeorm';
import { sealedWith, type Sealer } from '../../../../lib/secrets.js';

/**
 * The key of the installation's digests. They tell what has changed and name what is stored once, so they stay the same
 * whatever key seals; the first engine that asks derives it from the key that sealed what is there, and keeps it, sealed.
 * @throws IsothermError `store.key-mismatch`: what is stored was sealed with a key that is not here
 */
export async function digestKey(database: DataSource, seal: Sealer): Promise<Buffer> {
  for (;;) {
    const [stored] = await database.query<{ digest_key: string }[]>(`SELECT digest_key FROM installation`);
    if (stored) return Buffer.from(seal.open(stored.digest_key), 'base64');
    const key = await derivedKey(database, seal);
    await database.query(`INSERT INTO installation (digest_key) VALUES ($1) ON CONFLICT DO NOTHING`, [
      seal.seal(key.toString('base64')),
    ]);
  }
}

async function derivedKey(database: DataSource, seal: Sealer): Promise<Buffer> {
  const [revision] = await database.query<{ request: string }[]>(
    `SELECT request FROM revision WHERE starts_with(request, 'sealed:') LIMIT 1`,
  );
  return seal.digestKeyOf((revision && sealedWith(revision.request)) ?? seal.keyId);
}
