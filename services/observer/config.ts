import { z } from 'zod';
import { grpcAddress, logSection, milliseconds, monitoringSection } from '../../lib/config/sections.js';
import { notificationsSection } from './notifications/config.js';
import { nodeName, providerShape, reconnectSection, tlsSection } from '../../lib/config/sections.js';

/** Settings of `isotherm observer`. */
export const observerConfig = z.strictObject({
  engines: z.array(grpcAddress).min(1).meta({
    description: 'Engines to connect to; they name the others',
    allowed: 'a list of `unix:PATH` or `HOST:PORT`',
  }),
  id: z.string().min(1).max(255).optional().meta({
    description: 'Name of this observer among all others',
    defaultText: 'host name and process id',
  }),
  node: nodeName,
  lookConcurrency: z
    .int()
    .min(1)
    .max(10_000)
    .default(64)
    .meta({ description: 'Looks that are under way at once' }),
  lookTimeoutMs: milliseconds.default(30_000).meta({ description: 'How long one look may take, in ms' }),
  periodMs: milliseconds.min(100).default(60_000).meta({
    description:
      'Time between two looks at a settled thing, in ms, where neither handler nor provider says otherwise',
  }),
  awaited: z
    .strictObject({
      baseMs: milliseconds
        .default(500)
        .meta({ description: 'Pause before the second look at an awaited thing, in ms; it grows' }),
      capMs: milliseconds
        .default(5_000)
        .meta({ description: 'Longest pause between two looks at an awaited thing, in ms' }),
    })
    .prefault({}),
  providers: z
    .array(
      z.strictObject({
        ...providerShape,
        periodMs: milliseconds.min(100).optional(),
        awaitedBaseMs: milliseconds.optional(),
      }),
    )
    .min(1)
    .meta({
      description:
        'Packages of handlers, each with its settings, the time between two looks at its settled things, and the `awaited.baseMs` of its things',
      allowed: 'a list of `{package, settings, periodMs, awaitedBaseMs}`',
    }),
  notifications: notificationsSection,
  tls: tlsSection.optional(),
  reconnect: reconnectSection,
  log: logSection,
  monitoring: monitoringSection(8016),
});

export type ObserverConfig = z.output<typeof observerConfig>;
