import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holderLives, holderText } from './lock.js';

/** Registers this process as a user of the server. Answers what `unregister` wants. */
export async function register(folder: string): Promise<string> {
  const file = join(folder, randomUUID());
  await writeFile(file, holderText());
  return file;
}

export async function unregister(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** How many users live. Those that were killed are forgotten. */
export async function countUsers(folder: string): Promise<number> {
  let living = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const text = await readFile(file, 'utf8').catch(() => '');
    if (holderLives(text)) living += 1;
    else await rm(file, { force: true });
  }
  return living;
}
