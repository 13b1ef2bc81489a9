import type { Json } from '../../json.js';
import { shown } from '../faults.js';
import { pythonInteger } from '../../python/integer.js';
import { pythonRepr, pythonText } from '../../python/text.js';
import { own, type JsonMap } from '../sections.js';
import { isMap } from '../storable.js';
import { FunctionFault } from './function.js';
import { pureFunction } from './pure-function.js';

const keys = ['scheme', 'username', 'password', 'host', 'port', 'path', 'query', 'fragment'];

/** Schemes whose URLs have a host, after Python's urllib.parse: `//` follows them also when it is empty. */
const withHost = new Set([
  '', 'ftp', 'http', 'gopher', 'nntp', 'telnet', 'imap', 'wais', 'file', 'mms', 'https', 'shttp', 'snews', 'prospero',
  'rtsp', 'rtspu', 'rsync', 'svn', 'svn+ssh', 'sftp', 'nfs', 'git', 'git+ssh', 'ws', 'wss',
]); // prettier-ignore

/** `make_url: {scheme, username, password, host, port, path, query, fragment}`: an escaped URL of its parts. */
export const makeUrl = pureFunction({
  call: 'make_url',
  apply([parts = null], name) {
    if (!isMap(parts)) throw new FunctionFault(`The arguments to "${name}" must be a map`, shown(parts));
    const unknown = Object.keys(parts).filter((key) => !keys.includes(key));
    if (unknown.length > 0) throw new FunctionFault(`Invalid arguments to "${name}": ${unknown.join(', ')}`);
    const text = (key: string) => textOf(parts, key, name);
    const scheme = text('scheme');
    if (scheme.includes(':')) throw new FunctionFault(`URL "scheme" should not contain ':'`);
    const place =
      user(text('username'), text('password')) + host(text('host')) + port(own(parts, 'port'), name);
    const path = quote(text('path'), '/');
    return [
      scheme === '' ? '' : `${scheme}:`,
      withPlace(scheme, place, path),
      prefixed('?', query(own(parts, 'query'), name)),
      prefixed('#', quote(text('fragment'), '/')),
    ].join('');
  },
});

function textOf(parts: JsonMap, key: string, name: string): string {
  const value = own(parts, key) ?? (Object.hasOwn(parts, key) ? null : '');
  if (typeof value === 'string') return value;
  throw new FunctionFault(`The "${key}" argument to "${name}" must be a string`, shown(value));
}

function user(username: string, password: string): string {
  if (username === '' && password === '') return '';
  return `${quote(username)}${prefixed(':', quote(password))}@`;
}

function host(text: string): string {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const quoted = quote(bare, ':');
  return quoted.includes(':') ? `[${quoted}]` : quoted;
}

function port(value: Json | undefined, name: string): string {
  if (value === undefined || value === '') return '';
  const number = typeof value === 'string' && !value.includes('_') ? pythonInteger(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number))
    throw new FunctionFault(`Invalid URL port for ${name}`, shown(value));
  if (number < 1 || number > 65_535)
    throw new FunctionFault(`Invalid URL port ${number}, must be in range 1-65535`);
  return `:${typeof value === 'string' ? value : number}`;
}

function query(value: Json | undefined, name: string): string {
  if (value === undefined) return '';
  if (!isMap(value)) throw new FunctionFault(`The "query" argument to "${name}" must be a map`, shown(value));
  return Object.entries(value)
    .map(([key, item]) => `${quotePlus(key)}=${quotePlus(asText(item))}`)
    .join('&');
}

function asText(value: Json): string {
  return value === null || typeof value === 'object' ? pythonRepr(value) : pythonText(value);
}

function withPlace(scheme: string, place: string, path: string): string {
  if (place === '' && (scheme === '' || !withHost.has(scheme) || path.startsWith('//'))) return path;
  return `//${place}${path !== '' && !path.startsWith('/') ? '/' : ''}${path}`;
}

function prefixed(prefix: string, text: string): string {
  return text === '' ? '' : prefix + text;
}

/** As Python's `urllib.parse.quote`. */
function quote(text: string, safe = ''): string {
  let quoted = '';
  for (const char of text)
    quoted +=
      /[A-Za-z0-9_.~-]/.test(char) || safe.includes(char)
        ? char
        : encodeURIComponent(char).replace(/[!'()*]/g, hex);
  return quoted;
}

function hex(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** As in Heat, a query keeps its slashes. */
function quotePlus(text: string): string {
  return quote(text, ' /').replaceAll(' ', '+');
}
