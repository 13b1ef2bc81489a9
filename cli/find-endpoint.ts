import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { IsothermError } from '../lib/errors.js';
import { DEFAULT_TENANT, type Endpoint } from './client.js';
import { defaultDataDirectory, devPlaces } from './dev/places.js';

export interface EndpointOptions {
  readonly endpoint?: string;
  readonly token?: string;
  readonly data?: string;
  readonly user?: string;
  readonly project?: string;
}

/**
 * Where the API is, and who asks: as given, by ISOTHERM_ENDPOINT, and ISOTHERM_TOKEN or ISOTHERM_USER and ISOTHERM_PASSWORD, or as the
 * local instance says in its data directory.
 * @throws IsothermError `cli.usage`, `cli.connection`
 */
export function findEndpoint(options: EndpointOptions, env: NodeJS.ProcessEnv = process.env): Endpoint {
  const given = options.endpoint ?? env['ISOTHERM_ENDPOINT'];
  const token = options.token ?? env['ISOTHERM_TOKEN'];
  const login = token === undefined ? loginOf(options, env) : undefined;
  if (given !== undefined) return { url: checkedUrl(given), token: token ?? '', login };
  const directory = options.data === undefined ? defaultDataDirectory(env) : resolve(options.data);
  const { api } = devPlaces(directory);
  const instance = readInstance(api, directory);
  const url = checkedUrl(instance.url);
  return login ? { url, token: '', login } : { url, token: token ?? tokenOf(instance.tokenFile) };
}

/** The tenant whose stacks are meant: as given, or by ISOTHERM_PROJECT. */
export function findProject(options: EndpointOptions, env: NodeJS.ProcessEnv = process.env): string {
  return options.project ?? env['ISOTHERM_PROJECT'] ?? DEFAULT_TENANT;
}

/** A password is no option: others could read it in the list of processes. */
function loginOf(options: EndpointOptions, env: NodeJS.ProcessEnv): Endpoint['login'] {
  const user = options.user ?? env['ISOTHERM_USER'] ?? '';
  if (user === '') return undefined;
  const password = env['ISOTHERM_PASSWORD'];
  if (password !== undefined) return { user, password };
  throw new IsothermError('cli.usage', `The password of ${user} is missing: set ISOTHERM_PASSWORD.`);
}

interface Instance {
  readonly url: string;
  readonly tokenFile?: string;
}

function readInstance(path: string, directory: string): Instance {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Instance;
  } catch (cause) {
    throw new IsothermError(
      'cli.connection',
      `No instance runs on ${directory}: start one with "isotherm dev", or name one with --data or --endpoint.`,
      { cause },
    );
  }
}

function tokenOf(path: string | undefined): string {
  if (path === undefined) return '';
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    const message = `The token of the instance cannot be read from ${path}: run this as its user, or give --token.`;
    throw new IsothermError('cli.connection', message, { cause });
  }
}

function checkedUrl(text: string): string {
  try {
    const url = new URL(text);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url.href.replace(/\/+$/, '');
  } catch {
    // Said below.
  }
  throw new IsothermError(
    'cli.usage',
    `The endpoint ${JSON.stringify(text)} is no URL: give one such as http://127.0.0.1:8004.`,
  );
}
