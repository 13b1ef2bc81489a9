import { resolve } from 'node:path';
import { isLoopback } from '../config/sections.js';
import { IsothermError } from '../errors.js';

/** Where gRPC listens or dials: the path of a unix socket, or `host:port`. */
export type Address =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** The kernel's limit of a socket path, in bytes. */
const LONGEST_PATH = 107;

/**
 * Reads `unix:/run/isotherm/engine.sock`, the path alone, `127.0.0.1:8006` or `[::1]:8006`.
 * @throws IsothermError `config.invalid`
 */
export function parseAddress(text: string): Address {
  if (text.startsWith('unix:') || text.startsWith('/')) {
    const path = resolve(text.replace(/^unix:(\/\/(?=\/))?/, ''));
    if (Buffer.byteLength(path) > LONGEST_PATH) {
      throw new IsothermError(
        'config.invalid',
        `The socket path ${path} is longer than ${String(LONGEST_PATH)} bytes, the most a unix socket may have. Choose a shorter directory.`,
      );
    }
    return { kind: 'unix', path };
  }
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:/\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    throw new IsothermError(
      'config.invalid',
      `"${text}" is not an address. Give unix: and the path of a socket, or host:port such as 127.0.0.1:8006.`,
    );
  }
  return { kind: 'tcp', host: match[1] ?? match[2] ?? '', port };
}

/** As gRPC wants it. */
export function targetOf(address: Address): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${String(address.port)}`;
}

/** Where one listens, not where one dials. */
export function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** True when only processes of this machine can reach it. */
export function isLocal(address: Address): boolean {
  return address.kind === 'unix' || isLoopback(address.host);
}
