import { stat } from 'node:fs/promises';
import { IsothermError } from '../errors.js';
import { reasonOf } from '../reason-of.js';
import { defaultSearch, findBinaries, type BinarySearch } from './binaries.js';
import { withLock } from './lock.js';
import { findPlaces, makePlaces, makeSocketDirectory, removePlaces, type Places } from './places.js';
import { findPostmaster, stopPostmaster, waitReady, type Postmaster } from './postmaster.js';
import { findRunUser, type RunUser } from './run-user.js';
import { isAlive } from './process-identity.js';
import { clusterMajor, initCluster, owner, startServer } from './server.js';
import { countUsers, register, unregister } from './users.js';

export interface EmbeddedPostgresOptions {
  /** A directory of its own; made when missing. */
  readonly dataDirectory: string;
  /** Durable commits (default). False only for data that may be lost: tests. */
  readonly fsync?: boolean;
  /** `max_connections`; default 100. */
  readonly connections?: number;
  /** Where binaries are looked for; default: everywhere they are usual. */
  readonly search?: Partial<BinarySearch>;
}

/** How pg connects: over a unix socket, without a password. */
export interface EmbeddedConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

export interface EmbeddedPostgres {
  readonly connection: EmbeddedConnection;
  /** The same as a URL. */
  readonly url: string;
  readonly pid: number;
  /** True when it ran already, for another process or one that was killed. */
  readonly adopted: boolean;
  /** Stops it, whoever else uses it. */
  stop(): Promise<void>;
  /** Ends our use; stops it unless another living process uses it. True when it was stopped. */
  stopIfLast(): Promise<boolean>;
}

const lockTimeoutMs = 90_000;
const readyTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

/**
 * Starts PostgreSQL on the data directory, or joins the one that already runs there (with the settings it was
 * started with). It goes on running when this process is killed; the next start finds it.
 * @throws IsothermError `postgres.not-found`, `postgres.version-mismatch`, `postgres.start-failed`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = await runUserOf(options.dataDirectory);
  const places = await usablePlaces(options.dataDirectory, user);
  return withLock(places.lock, lockTimeoutMs, async () => {
    const running = await findPostmaster(places.cluster);
    const adopted = running === undefined ? undefined : await join(running, places);
    const server = adopted ?? (await launch(options, places, user));
    const registration = await register(places.users);
    return handle(server, places, registration, adopted !== undefined);
  });
}

/** Data that is there already stays with the user it belongs to. */
async function runUserOf(dataDirectory: string): Promise<RunUser | undefined> {
  const { cluster } = await findPlaces(dataDirectory);
  const found = await stat(cluster).catch(() => undefined);
  if (process.getuid?.() !== 0 || found === undefined) return findRunUser();
  return { name: `uid ${found.uid}`, uid: found.uid, gid: found.gid };
}

async function usablePlaces(dataDirectory: string, user: RunUser | undefined): Promise<Places> {
  try {
    return await makePlaces(dataDirectory, user);
  } catch (cause) {
    const why = reasonOf(cause);
    throw new IsothermError(
      'postgres.start-failed',
      `The directory ${dataDirectory} cannot hold a database (${why}): choose another one`,
      { cause },
    );
  }
}

/** Stops the server of the data directory, whoever uses it. False: none ran. */
export async function stopEmbeddedPostgres(dataDirectory: string): Promise<boolean> {
  const places = await findPlaces(dataDirectory);
  const server = await findPostmaster(places.cluster);
  if (server !== undefined) await stopPostmaster(server, stopTimeoutMs);
  return server !== undefined;
}

/** Stops the server and removes all its data. Answers the directories that were removed. */
export async function destroyEmbeddedPostgres(dataDirectory: string): Promise<string[]> {
  await stopEmbeddedPostgres(dataDirectory);
  return removePlaces(dataDirectory, await findPlaces(dataDirectory));
}

async function launch(
  options: EmbeddedPostgresOptions,
  places: Places,
  user: RunUser | undefined,
): Promise<Postmaster> {
  const fsync = options.fsync ?? true;
  const major = await clusterMajor(places.cluster);
  const binaries = await findBinaries({ ...defaultSearch(), ...options.search }, major, user, places.base);
  if (major === undefined) await initCluster(binaries, places, fsync, user);
  const socketDirectory = await makeSocketDirectory(places, user);
  return startServer(
    binaries,
    places,
    { socketDirectory, fsync, connections: options.connections ?? 100 },
    user,
  );
}

/** Waits for one that is just starting, or recovering after a crash. Undefined: it was just ending. */
async function join(running: Postmaster, places: Places): Promise<Postmaster | undefined> {
  const living = () => isAlive(running.pid, running.identity);
  try {
    return await waitReady(places.cluster, readyTimeoutMs, () => (living() ? undefined : 'it ended'));
  } catch (error) {
    if (!living()) return undefined;
    throw error;
  }
}

function handle(
  server: Postmaster,
  places: Places,
  registration: string,
  adopted: boolean,
): EmbeddedPostgres {
  const connection = { host: server.socketDirectory, port: 5432, user: owner, database: 'postgres' };
  return {
    connection,
    url: `postgresql://${owner}@${encodeURIComponent(server.socketDirectory)}:5432/postgres`,
    pid: server.pid,
    adopted,
    stop: () =>
      withLock(places.lock, lockTimeoutMs, async () => {
        await unregister(registration);
        await stopPostmaster(server, stopTimeoutMs);
      }),
    stopIfLast: () =>
      withLock(places.lock, lockTimeoutMs, async () => {
        await unregister(registration);
        if ((await countUsers(places.users)) > 0) return false;
        await stopPostmaster(server, stopTimeoutMs);
        return true;
      }),
  };
}
