import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { IsothermError } from '../lib/errors.js';
import type { Endpoint } from './client.js';
import { defaultDataDirectory, devPlaces } from './dev/places.js';

export interface EndpointOptions {
  readonly endpoint?: string;
  readonly token?: string;
  readonly data?: string;
}

/**
 * Where the API is: as given, by ISOTHERM_ENDPOINT and ISOTHERM_TOKEN, or as the local instance says in its data directory.
 * @throws IsothermError `cli.usage`, `cli.connection`
 */
export function findEndpoint(options: EndpointOptions, env: NodeJS.ProcessEnv = process.env): Endpoint {
  const given = options.endpoint ?? env['ISOTHERM_ENDPOINT'];
  const token = options.token ?? env['ISOTHERM_TOKEN'];
  if (given !== undefined) return { url: checkedUrl(given), token: token ?? '' };
  const directory = options.data === undefined ? defaultDataDirectory(env) : resolve(options.data);
  const { api } = devPlaces(directory);
  const instance = readInstance(api, directory);
  return { url: checkedUrl(instance.url), token: token ?? tokenOf(instance.tokenFile) };
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
