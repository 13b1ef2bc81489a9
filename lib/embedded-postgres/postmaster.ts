import { execFileSync } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { IsothermError } from '../errors.js';
import { processIdentity } from './process-identity.js';

/** A server that runs, as its `postmaster.pid` tells. */
export interface Postmaster {
  readonly pid: number;
  readonly identity: string;
  readonly socketDirectory: string;
  readonly ready: boolean;
}

/** Undefined: none runs on this cluster. The file of one that died, or is a zombie, is removed. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const file = join(cluster, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const identity = processIdentity(pid);
  if (identity === undefined || !(await serves(pid, cluster))) {
    await rm(file, { force: true });
    return undefined;
  }
  return { pid, identity, socketDirectory: lines[4]?.trim() ?? '', ready: lines[7]?.trim() === 'ready' };
}

/** Whether the process is the server of this cluster, not a later one to which the system gave the same pid. */
async function serves(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const home = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return home === (await realpath(cluster));
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster);
  } catch {
    return false;
  }
}

const pollMs = 5;

/**
 * Waits until the server accepts connections.
 * @param ended Says why, once it is known that it never will.
 */
export async function waitReady(
  cluster: string,
  timeoutMs: number,
  ended: () => string | undefined,
): Promise<Postmaster> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await findReady(cluster);
    if (found !== undefined) return found;
    const why =
      ended() ?? (performance.now() > deadline ? `it was not ready within ${timeoutMs} ms` : undefined);
    if (why !== undefined)
      throw new IsothermError('postgres.start-failed', `PostgreSQL did not start: ${why}`);
    await pause(pollMs);
  }
}

async function findReady(cluster: string): Promise<Postmaster | undefined> {
  // Read, not `findPostmaster`: while it starts, the file may not be whole, and must not be removed.
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  return text.split('\n')[7]?.trim() === 'ready' ? findPostmaster(cluster) : undefined;
}

/** Stops the server: disconnects its clients, writes what must be written. At once when that takes too long. */
export async function stopPostmaster(server: Postmaster, timeoutMs: number): Promise<void> {
  signal(server, 'SIGINT');
  if (await gone(server, timeoutMs)) return;
  signal(server, 'SIGQUIT');
  if (await gone(server, 5_000)) return;
  throw new IsothermError(
    'postgres.start-failed',
    `PostgreSQL (pid ${server.pid}) does not stop: end it by hand`,
  );
}

function signal(server: Postmaster, name: NodeJS.Signals): void {
  if (processIdentity(server.pid) !== server.identity) return;
  try {
    process.kill(server.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function gone(server: Postmaster, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (processIdentity(server.pid) === server.identity) {
    if (performance.now() > deadline) return false;
    await pause(pollMs);
  }
  return true;
}
