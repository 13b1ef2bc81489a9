import { z } from 'zod';

/** Sections that several services share, so that they are called and mean the same everywhere. */

const pemFile = z.string().min(1);

export const tlsSection = z.strictObject({
  ca: pemFile.meta({
    description: 'PEM file of the authority that signed the certificates of the other side',
    allowed: 'a path',
  }),
  cert: pemFile.meta({ description: "PEM file of this service's certificate chain", allowed: 'a path' }),
  key: pemFile.meta({ description: "PEM file of the certificate's private key", allowed: 'a path' }),
});

export const logSection = z
  .strictObject({
    level: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info')
      .meta({ description: 'The least severe level that is logged' }),
    format: z.enum(['auto', 'json', 'line']).default('auto').meta({
      description:
        'How log lines look: JSON, one readable line, or readable on a terminal and JSON elsewhere',
    }),
  })
  .prefault({});

/** `GET /healthz`, `/readyz` and `/metrics`. */
export function monitoringSection(defaultPort: number) {
  return z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .meta({ description: 'Whether health, readiness and metrics are served' }),
      host: z
        .string()
        .min(1)
        .default('127.0.0.1')
        .meta({ description: 'Address they are served on', allowed: 'an address or host name' }),
      port: portNumber
        .default(defaultPort)
        .meta({ description: 'Port they are served on; 0 takes a free one' }),
    })
    .prefault({});
}

export const portNumber = z.int().min(0).max(65_535);

/** A duration; the name of the setting ends in `Ms`. */
export const milliseconds = z.int().min(1).max(2_147_483_647);

/** `unix:/run/isotherm/engine.sock` or `host:port`. */
export const grpcAddress = z
  .string()
  .regex(/^(unix:.+|.+:\d{1,5})$/, { error: 'allowed is unix:PATH or HOST:PORT' })
  .meta({ allowed: '`unix:PATH` or `HOST:PORT`' });

/** True for addresses that only this machine can reach. */
export function isLocalAddress(address: string): boolean {
  if (address.startsWith('unix:')) return true;
  const host = address.slice(0, address.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
  return isLoopback(host);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

export const nodeName = z.string().min(1).max(255).optional().meta({
  description: 'Name of the machine, by which templates place resources',
  defaultText: 'the host name',
});

/** A package of handlers and what it is told. */
export const providerShape = {
  package: z.string().min(1),
  settings: z.record(z.string(), z.json()).default({}),
};

/** How a worker or an observer dials its engines again. */
export const reconnectSection = z
  .strictObject({
    baseMs: milliseconds
      .default(200)
      .meta({ description: 'Pause before the first try to reconnect, in ms; it doubles' }),
    capMs: milliseconds.default(10_000).meta({ description: 'Longest pause between two tries, in ms' }),
  })
  .prefault({});
