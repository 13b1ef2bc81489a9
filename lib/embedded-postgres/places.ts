import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { canUse, type RunUser } from './run-user.js';

/** Where the parts of one embedded PostgreSQL lie. */
export interface Places {
  /** Holds all the others but, where its path is too long, the socket. */
  readonly base: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  /** One file for each user of the server. */
  readonly users: string;
  readonly lock: string;
  readonly log: string;
}

/** Where data goes whose own directory the run user cannot reach. */
const shared = '/var/lib/isotherm';

/**
 * Makes the directories. As root they go to `dataDirectory` only if the user that PostgreSQL runs as can reach
 * it (not below a home of mode 0700), else to a place of their own, which `dataDirectory/location` then names.
 */
export async function makePlaces(dataDirectory: string, user: RunUser | undefined): Promise<Places> {
  const wanted = resolve(dataDirectory);
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  const known = await recordedBase(wanted);
  const base = known ?? (user === undefined || canUse(dirname(wanted), user) ? wanted : sharedBase(wanted));
  if (base !== wanted && known === undefined) await writeFile(join(wanted, 'location'), `${base}\n`);
  await mkdir(base, { recursive: true, mode: 0o700 });
  // Above it, nothing is ours to change; where others could not enter, `base` is elsewhere.
  if (base !== wanted) await chmod(shared, 0o711);
  await own(base, user);
  const places = placesIn(base);
  await mkdir(places.users, { recursive: true, mode: 0o700 });
  await own(places.users, user);
  return places;
}

/** Where the parts lie, if they were ever made. */
export async function findPlaces(dataDirectory: string): Promise<Places> {
  const wanted = resolve(dataDirectory);
  return placesIn((await recordedBase(wanted)) ?? wanted);
}

function placesIn(base: string): Places {
  return {
    base,
    cluster: join(base, 'cluster'),
    users: join(base, 'users'),
    lock: join(base, 'lock'),
    log: join(base, 'postgres.log'),
  };
}

function sharedBase(wanted: string): string {
  return join(shared, `postgres-${createHash('sha256').update(wanted).digest('hex').slice(0, 16)}`);
}

async function recordedBase(wanted: string): Promise<string | undefined> {
  const text = await readFile(join(wanted, 'location'), 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}

/** The longest path that a unix socket may have: 108 bytes on Linux, 104 on macOS, with a closing zero. */
const longestSocketPath = process.platform === 'linux' ? 107 : 103;

/** PostgreSQL's name for the socket of port 5432. The port is only a name: nothing listens on TCP. */
export const socketName = '.s.PGSQL.5432';

/**
 * The directory of the socket, readable by its owner only: in `base`, or where that path would be too long a
 * short one of its own, which `base/socket-directory` then names.
 */
export async function makeSocketDirectory(places: Places, user: RunUser | undefined): Promise<string> {
  const near = join(places.base, 'socket');
  if (Buffer.byteLength(join(near, socketName)) <= longestSocketPath) {
    await mkdir(near, { recursive: true, mode: 0o700 });
    await own(near, user);
    return near;
  }
  const record = join(places.base, 'socket-directory');
  const recorded = (await readFile(record, 'utf8').catch(() => '')).trim();
  if (recorded !== '' && (await isOurs(recorded, user))) return recorded;
  const runtime = process.env.XDG_RUNTIME_DIR;
  const parent = user === undefined && runtime !== undefined && (await fits(runtime)) ? runtime : '/tmp';
  const made = await mkdtemp(join(parent, 'isotherm-'));
  await own(made, user);
  await writeFile(record, `${made}\n`);
  return made;
}

async function fits(directory: string): Promise<boolean> {
  if (Buffer.byteLength(join(directory, 'isotherm-XXXXXX', socketName)) > longestSocketPath) return false;
  return isOurs(directory, undefined);
}

/** True for a directory that only that user can enter: anything else could be someone's trap. */
async function isOurs(directory: string, user: RunUser | undefined): Promise<boolean> {
  const found = await stat(directory).catch(() => undefined);
  const uid = user?.uid ?? process.getuid?.();
  return found?.isDirectory() === true && found.uid === uid && (found.mode & 0o077) === 0;
}

async function own(directory: string, user: RunUser | undefined): Promise<void> {
  if (user !== undefined) await chown(directory, user.uid, user.gid);
  await chmod(directory, 0o700);
}

/** Removes all of it; answers what was removed. */
export async function removePlaces(dataDirectory: string, places: Places): Promise<string[]> {
  const wanted = resolve(dataDirectory);
  const socket = (await readFile(join(places.base, 'socket-directory'), 'utf8').catch(() => '')).trim();
  const doomed = [...new Set([socket, places.base, wanted])].filter((path) => path !== '');
  const removed: string[] = [];
  for (const path of doomed) {
    if ((await stat(path).catch(() => undefined)) === undefined) continue;
    await rm(path, { recursive: true, force: true });
    removed.push(path);
  }
  return removed;
}
