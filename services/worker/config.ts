import { hostname } from 'node:os';
import { z } from 'zod';
import { grpcAddress, logSection, milliseconds, monitoringSection } from '../../lib/config/sections.js';
import { nodeName, providerShape, reconnectSection, tlsSection } from '../../lib/config/sections.js';
import { SNAPSHOT_BYTES } from './asked-actions.js';

/** Settings of `isotherm worker`. */
export const workerConfig = z.strictObject({
  engines: z.array(grpcAddress).min(1).meta({
    description: 'Engines to connect to; they name the others',
    allowed: 'a list of `unix:PATH` or `HOST:PORT`',
  }),
  id: z.string().min(1).max(255).optional().meta({
    description: 'Name of this worker among all others',
    defaultText: 'host name and process id',
  }),
  node: nodeName,
  slots: z.int().min(1).max(10_000).default(64).meta({ description: 'Jobs that run at once' }),
  questions: z.int().min(1).max(10_000).default(16).meta({
    description: 'Values of templates that custom constraints look at at once',
  }),
  providers: z.array(z.strictObject(providerShape)).min(1).meta({
    description: 'Packages of handlers, each with its settings',
    allowed: 'a list of `{package, settings}`',
  }),
  tls: tlsSection.optional(),
  reconnect: reconnectSection,
  stopMs: milliseconds.default(10_000).meta({
    description: 'How long running jobs may still take on a stop before they are handed back, in ms',
  }),
  snapshotBytes: z
    .int()
    .min(1)
    .max(16_777_216)
    .default(SNAPSHOT_BYTES)
    .meta({ description: 'Bytes that the snapshot of one thing may keep, as JSON' }),
  log: logSection,
  monitoring: monitoringSection(8015),
});

export type WorkerConfig = z.output<typeof workerConfig>;

export function workerIdOf({ id }: WorkerConfig): string {
  return id ?? `${hostname()}-${String(process.pid)}`;
}
