import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Where a local instance keeps what belongs to it. */
export interface DevPlaces {
  readonly directory: string;
  readonly postgres: string;
  readonly key: string;
  readonly token: string;
  /** Who may log in. */
  readonly users: string;
  /** URL of the API and the token's file: how the command line finds it. */
  readonly api: string;
  /** Who runs it: pid and start time. */
  readonly owner: string;
  /** What the `local` provider remembers of its things. */
  readonly local: string;
  /** Socket of gRPC; in a short directory of its own where the path would be too long. */
  readonly grpcSocket: string;
}

/** The longest path that a unix socket may have on any platform we run on. */
const LONGEST_SOCKET_PATH = 103;

export function defaultDataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env['ISOTHERM_DATA']) return resolve(env['ISOTHERM_DATA']);
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'isotherm');
}

export function devPlaces(directory: string): DevPlaces {
  const base = resolve(directory);
  return {
    directory: base,
    postgres: join(base, 'postgres'),
    key: join(base, 'key'),
    token: join(base, 'token'),
    users: join(base, 'users'),
    api: join(base, 'api.json'),
    owner: join(base, 'owner.json'),
    local: join(base, 'local'),
    grpcSocket: shortEnough(join(base, 'grpc.sock'), base),
  };
}

/** The directory that only holds the socket; undefined: the socket is in the data directory. */
export function ownSocketDirectory({ directory, grpcSocket }: DevPlaces): string | undefined {
  const parent = dirname(grpcSocket);
  return parent === directory ? undefined : parent;
}

/** @throws Error when what is there could belong to somebody else: its name can be guessed. */
export function makeSocketDirectory(places: DevPlaces): void {
  const path = ownSocketDirectory(places);
  if (path === undefined) return;
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0)
    throw new Error(`${path}, where its socket would be, is open to other users`);
}

function shortEnough(path: string, base: string): string {
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return path;
  const name = createHash('sha256').update(base).digest('hex').slice(0, 12);
  return join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `isotherm-${name}`, 'grpc.sock');
}
