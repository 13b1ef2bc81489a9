import { loadConfig } from '../lib/config.js';
import { newKey } from '../lib/secrets/key-text.js';
import { engineConfig, type EngineConfig } from '../services/engine/config.js';
import { keysInUse, rotateKeys } from '../services/engine/keys.js';
import { table } from './table.js';

export interface KeyOptions {
  readonly config?: string;
}

const roles = { seals: 'seals', opens: 'opens what it sealed', missing: 'is not here' } as const;

/** `isotherm key new`: on standard output, to be appended to a key file. */
export function printNewKey(): void {
  process.stdout.write(`${newKey()}\n`);
}

/** `isotherm key status`: which keys are there, and which are still needed. */
export async function printKeys(options: KeyOptions): Promise<void> {
  const keys = await keysInUse(configOf(options));
  process.stdout.write(
    table(
      ['key', 'role', 'sealed texts'],
      keys.map(({ id, role, texts }) => [id, roles[role], String(texts)]),
    ),
  );
  const idle = keys.filter(({ role, texts }) => role === 'opens' && texts === 0).map(({ id }) => id);
  if (idle.length > 0)
    process.stdout.write(`Nothing is sealed with ${idle.join(', ')} any more: it can be removed.\n`);
}

/** `isotherm key rotate`. */
export async function rotate(options: KeyOptions): Promise<void> {
  let rows = 0;
  const passed = await rotateKeys(configOf(options), (column, sealed) => {
    rows += sealed;
    process.stdout.write(`${column}: ${String(sealed)} sealed anew\n`);
  });
  process.stdout.write(`${String(rows)} rows were sealed anew.\n`);
  if (passed > 0) process.stdout.write(`${String(passed)} were in use all the time: run it once more.\n`);
}

function configOf({ config }: KeyOptions): EngineConfig {
  return loadConfig(engineConfig, { file: config, env: process.env });
}
