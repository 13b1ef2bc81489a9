import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chown, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { IsothermError } from '../errors.js';
import { reasonOf } from '../reason-of.js';
import type { Binaries } from './binaries.js';
import type { Places } from './places.js';
import { waitReady, type Postmaster } from './postmaster.js';
import { asUser, type RunUser } from './run-user.js';

/** The database's owner, whom everyone is who can reach the socket. */
export const owner = 'isotherm';

/** The version that made the cluster; undefined: there is none yet. */
export async function clusterMajor(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text.trim());
}

/** Makes an empty cluster. It appears whole or not at all, so that a start that was killed does no harm. */
export async function initCluster(
  binaries: Binaries,
  places: Places,
  fsync: boolean,
  user: RunUser | undefined,
): Promise<void> {
  const unfinished = `${places.cluster}-${randomUUID()}`;
  const args = ['-D', unfinished, '-U', owner, '-E', 'UTF8', '--locale=C'];
  // The socket's directory lets nobody in but its owner; over TCP nothing listens, and nothing would be let in.
  args.push('--auth-local=trust', '--auth-host=reject');
  if (!fsync) args.push('--no-sync');
  await removeUnfinished(places);
  try {
    await promisify(execFile)(join(binaries.directory, 'initdb'), args, {
      ...asUser(user),
      cwd: '/',
      env: environment(),
    });
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    const why = stderr?.trim().split('\n').at(-1) ?? String(cause);
    throw new IsothermError('postgres.start-failed', `PostgreSQL's initdb failed in ${places.base}: ${why}`, {
      cause,
    });
  }
  await rename(unfinished, places.cluster);
}

async function removeUnfinished(places: Places): Promise<void> {
  for (const name of await readdir(places.base)) {
    if (name.startsWith('cluster-')) await rm(join(places.base, name), { recursive: true, force: true });
  }
}

export interface ServerSettings {
  readonly socketDirectory: string;
  readonly fsync: boolean;
  readonly connections: number;
}

const startTimeoutMs = 60_000;
/** How long the processes of a server that was killed may take to notice. */
const leftoverTimeoutMs = 10_000;

/** Starts the server in a session of its own, so that a Ctrl-C meant for us does not reach it. */
export async function startServer(
  binaries: Binaries,
  places: Places,
  settings: ServerSettings,
  user: RunUser | undefined,
): Promise<Postmaster> {
  const deadline = performance.now() + leftoverTimeoutMs;
  for (;;) {
    try {
      return await startOnce(binaries, places, settings, user);
    } catch (error) {
      const leftover = error instanceof Error && /shared memory|lock file/.test(error.message);
      if (!leftover || performance.now() > deadline) throw error;
      await pause(100);
    }
  }
}

async function startOnce(
  binaries: Binaries,
  places: Places,
  settings: ServerSettings,
  user: RunUser | undefined,
): Promise<Postmaster> {
  const log = await openLog(places.log, user);
  try {
    const { size } = await log.stat();
    let ended: string | undefined;
    const child = spawn(join(binaries.directory, 'postgres'), serverArgs(places.cluster, settings), {
      ...asUser(user),
      cwd: '/',
      env: environment(),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.once('error', (error) => (ended = error.message));
    child.once('exit', (code, signal) => (ended = `it ended with ${signal ?? `code ${code}`}`));
    child.unref();
    try {
      return await waitReady(places.cluster, startTimeoutMs, () => ended);
    } catch (cause) {
      const said = await saidSince(places.log, size);
      const why = reasonOf(cause);
      throw new IsothermError('postgres.start-failed', said === '' ? why : `${why}: ${said}`, { cause });
    }
  } finally {
    await log.close();
  }
}

const longestLog = 1024 * 1024;

async function openLog(path: string, user: RunUser | undefined) {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > longestLog) await rename(path, `${path}.1`);
  const log = await open(path, 'a', 0o600);
  if (user !== undefined) await chown(path, user.uid, user.gid);
  return log;
}

/** The last error that the server wrote to its log after byte `from`. */
async function saidSince(path: string, from: number): Promise<string> {
  const text = (await readFile(path)).subarray(from).toString('utf8').trim();
  const lines = text.split('\n');
  return lines.find((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? '';
}

function serverArgs(cluster: string, settings: ServerSettings): string[] {
  const options: Record<string, string | number> = {
    listen_addresses: '',
    port: 5432,
    unix_socket_directories: settings.socketDirectory,
    unix_socket_permissions: '0700',
    max_connections: settings.connections,
    shared_buffers: '128MB',
    // Our statements are short and many: compiling them costs more than it gives.
    jit: 'off',
    log_min_messages: 'warning',
    logging_collector: 'off',
    ...(settings.fsync ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return ['-D', cluster, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Nothing of ours: variables such as PGDATA or LANG would change what it does. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
