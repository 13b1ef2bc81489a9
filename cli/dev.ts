import { existsSync, readFileSync, rmSync } from 'node:fs';
import { systemClock } from '../lib/clock.js';
import { destroyEmbeddedPostgres } from '../lib/embedded-postgres/index.js';
import { IsothermError } from '../lib/errors.js';
import { runUntilSignal } from '../lib/lifecycle.js';
import { createLogger } from '../lib/log.js';
import { DevInstance } from './dev/instance.js';
import { findOwner } from './dev/owner.js';
import { defaultDataDirectory, devPlaces, ownSocketDirectory, type DevPlaces } from './dev/places.js';
import { emptyInstance } from './dev/empty-instance.js';

export interface DevCommandOptions {
  readonly data?: string | undefined;
  readonly port?: number | undefined;
  readonly json?: boolean | undefined;
  /** False: `--no-auth`. */
  readonly auth?: boolean | undefined;
  readonly login?: boolean | undefined;
}

export const DEFAULT_PORT = 8004;

/** `isotherm dev`: everything in this process until a signal; what was deployed goes on running. */
export async function runDev(options: DevCommandOptions): Promise<void> {
  const places = placesOf(options);
  const format = options.json === true ? 'json' : 'auto';
  const logOf = (service: string) => createLogger({ service, format });
  const noAuth = options.auth === false;
  const login = options.login === true;
  const instance = new DevInstance({ places, port: options.port ?? DEFAULT_PORT, noAuth, login, logOf });
  const greeting = {
    name: 'greeting',
    start: () => {
      process.stdout.write(greet(instance.url, places, { noAuth, login }));
      return Promise.resolve();
    },
    stop: () => Promise.resolve(),
  };
  await runUntilSignal([instance, greeting], logOf('dev'));
}

function greet(
  url: string,
  places: DevPlaces,
  { noAuth, login }: { readonly noAuth: boolean; readonly login: boolean },
): string {
  const data =
    places.directory === devPlaces(defaultDataDirectory()).directory ? '' : ` --data ${places.directory}`;
  const guard = noAuth
    ? '  --no-auth: every user and every program of this machine can now start processes as you.\n'
    : `  Token      ${places.token} (the command line finds it by itself)\n`;
  // Who came with npx has no isotherm on his PATH.
  const isotherm = process.env['npm_command'] === 'exec' ? 'npx isotherm' : 'isotherm';
  const logins = login
    ? `  Log in     OS_AUTH_URL=${url}/identity/v3, users by ${isotherm} user add NAME${data}\n`
    : '';
  return (
    `Isotherm is ready.\n  API        ${url}\n${guard}${logins}  Data       ${places.directory}\n` +
    `  Try        ${isotherm} stack create first -t examples/first.yaml${data}\n` +
    `  Stop       Ctrl-C, or ${isotherm} dev stop${data}: what was deployed goes on running\n` +
    `  Remove     ${isotherm} dev destroy${data}\n`
  );
}

/** How long a stopping instance may take. */
const STOP_MS = 30_000;

/** `isotherm dev stop`. Answers false when none ran. */
export async function stopDev(options: DevCommandOptions): Promise<boolean> {
  const places = placesOf(options);
  const pid = findOwner(places.owner);
  if (pid === undefined) return false;
  process.kill(pid, 'SIGTERM');
  const deadline = systemClock.monotonic() + STOP_MS;
  while (findOwner(places.owner) === pid) {
    if (systemClock.monotonic() > deadline) {
      throw new IsothermError(
        'cli.connection',
        `The instance (pid ${String(pid)}) does not stop; end it with kill -9 ${String(pid)}: nothing is lost.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/** `isotherm dev destroy`: deletes all stacks, then database and data. Answers what it removed and what it leaves. */
export async function destroyDev(options: DevCommandOptions): Promise<{ removed: string[]; left: string[] }> {
  const places = placesOf(options);
  if (!existsSync(places.directory)) return { removed: [], left: [] };
  await stopDev(options);
  const left = await emptyInstance(places);
  const removed = await destroyEmbeddedPostgres(places.postgres);
  const sockets = ownSocketDirectory(places);
  const others = [places.directory, ...(sockets !== undefined && existsSync(sockets) ? [sockets] : [])];
  for (const path of others) rmSync(path, { recursive: true, force: true });
  return { removed: [...removed, ...others], left };
}

/** Address and token of the instance that runs on the data directory; undefined: none does. */
export function devApi(
  data: string | undefined,
): { readonly url: string; readonly token: string } | undefined {
  const places = placesOf({ data });
  if (findOwner(places.owner) === undefined || !existsSync(places.api)) return undefined;
  const { url, tokenFile } = JSON.parse(readFileSync(places.api, 'utf8')) as {
    url: string;
    tokenFile?: string;
  };
  return { url, token: tokenFile === undefined ? '' : readFileSync(tokenFile, 'utf8').trim() };
}

/** The data directory that the options mean. */
export function dataDirectoryOf(options: DevCommandOptions): string {
  return placesOf(options).directory;
}

function placesOf({ data }: DevCommandOptions): DevPlaces {
  return devPlaces(data ?? defaultDataDirectory());
}
