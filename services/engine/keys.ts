import { readKeys } from '../../lib/secrets/read-keys.js';
import type { EngineConfig } from './config.js';
import { Database } from './database.js';
import { countKeys } from './store/keys/count-keys.js';
import { digestKey } from './store/keys/digest-key.js';
import { reseal } from './store/keys/reseal.js';

/** A key that is here, or that something was sealed with. */
export interface KeyInUse {
  readonly id: string;
  readonly role: 'seals' | 'opens' | 'missing';
  /** How many texts it sealed. */
  readonly texts: number;
}

/** Rows that are looked for at a time, and characters that are in memory at a time. */
const batch = { rows: 500, characters: 16 * 1024 * 1024 };
/** An engine may hold a row for a moment: it is tried again so often. */
const ROUNDS = 10;

/** The keys of an engine's configuration, and those that are missing there. */
export function keysInUse(config: EngineConfig): Promise<readonly KeyInUse[]> {
  return withDatabase(config, async (database) => {
    const seal = keysOf(config);
    const counts = await countKeys(database.source);
    const missing = [...counts.keys()].filter((id) => !seal.keyIds.includes(id));
    return [...seal.keyIds, ...missing.sort()].map((id) => ({
      id,
      role: id === seal.keyId ? 'seals' : seal.keyIds.includes(id) ? 'opens' : 'missing',
      texts: counts.get(id) ?? 0,
    }));
  });
}

/**
 * Seals everything with the first key, while engines run.
 * @param progress called after each batch
 * @returns how many rows others held on to all the time
 * @throws IsothermError `store.key-mismatch`: something was sealed with a key that is not here
 */
export function rotateKeys(
  config: EngineConfig,
  progress: (column: string, rows: number) => void,
): Promise<number> {
  return withDatabase(config, async ({ source }) => {
    const seal = keysOf(config);
    // Kept before anything is sealed anew: it is derived from what is there.
    await digestKey(source, seal);
    let passed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      passed = await reseal(source, seal, { ...batch, progress });
      if (passed === 0) break;
    }
    return passed;
  });
}

function keysOf(config: EngineConfig) {
  return readKeys({ ...config.secrets, keyFile: config.keyFile }, process.env);
}

async function withDatabase<T>(config: EngineConfig, work: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database(config);
  await database.start();
  try {
    return await work(database);
  } finally {
    await database.stop();
  }
}
