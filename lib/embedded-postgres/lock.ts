import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { IsothermError } from '../errors.js';
import { isAlive, processIdentity } from './process-identity.js';

const pollMs = 20;

/**
 * Runs `work` while no other process does so under the same lock file. A lock whose holder died is taken over.
 * @throws IsothermError `postgres.start-failed` when a living holder keeps it longer than `timeoutMs`.
 */
export async function withLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, holderText());
  try {
    const deadline = performance.now() + timeoutMs;
    while (!(await linked(own, path))) {
      if (await brokeStale(path)) continue;
      if (performance.now() > deadline) {
        throw new IsothermError(
          'postgres.start-failed',
          `Another process has been starting or stopping this PostgreSQL for ${timeoutMs} ms (${path}): try again when it is done`,
          { retry: 'later' },
        );
      }
      await pause(pollMs);
    }
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** `<pid> <identity>` of this process: who holds a lock or uses the server. */
export function holderText(): string {
  return `${process.pid} ${processIdentity(process.pid) ?? ''}`;
}

/** Whether the process that such a text names still lives. */
export function holderLives(text: string): boolean {
  const space = text.indexOf(' ');
  return space > 0 && isAlive(Number(text.slice(0, space)), text.slice(space + 1));
}

/** A hard link appears with its content, which a new file would not. */
async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Renaming is atomic: of several that see a dead holder's lock, one moves it away. */
async function brokeStale(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return true;
  if (holderLives(text)) return false;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return true; // another one was faster
  }
  // Between reading and renaming a living one may have taken it: that one gets it back.
  const moved = await readFile(aside, 'utf8');
  if (holderLives(moved)) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}
