import { hostname } from 'node:os';
import { z } from 'zod';
import {
  grpcAddress,
  isLocalAddress,
  isLoopback,
  logSection,
  milliseconds,
} from '../../lib/config/sections.js';
import { DRIFT_POLICIES } from '../../lib/drift-policy.js';
import { monitoringSection, tlsSection } from '../../lib/config/sections.js';
import { eventsSection, webhooksAllowed } from './config/events.js';
import { zaqarHasTokens } from './config/own-sinks.js';
import { identitySection, missingFor, type UncheckedIdentity } from './config/identity.js';
import { constraintsSection } from './config/constraints.js';
import { limitsSection } from './config/limits.js';
import { secretsSection } from './config/secrets.js';
import { providerLimitsSection } from './config/provider-limits.js';
import { restSection } from './config/rest.js';
import { retentionSection } from './config/retention.js';
import { templateUrlsSection } from './config/template-urls.js';

const count = z.int().min(1);

const database = z
  .strictObject({
    url: z
      .string()
      .regex(/^postgres(ql)?:\/\//)
      .optional()
      .meta({
        description: 'PostgreSQL 15 or newer to keep everything in',
        allowed: 'a postgresql:// URL',
        secret: true,
        env: 'DATABASE_URL',
        defaultText: 'the embedded PostgreSQL',
      }),
    directory: z
      .string()
      .min(1)
      .default('isotherm-data/postgres')
      .meta({ description: 'Directory of the embedded PostgreSQL, where no URL is set', allowed: 'a path' }),
    connections: z
      .int()
      .min(4)
      .max(1_000)
      .default(10)
      .meta({ description: 'How many connections the engine opens at most' }),
  })
  .prefault({});

const grpc = z
  .strictObject({
    listen: grpcAddress.default('127.0.0.1:8006').meta({
      description:
        'Where workers and observers connect; without TLS only a unix socket or a loopback address',
    }),
    advertise: grpcAddress.optional().meta({
      description: 'Where workers and observers reach this engine, as the engines tell them of each other',
      defaultText: '`grpc.listen`, unless that is every address of the machine',
    }),
    tls: tlsSection.optional(),
  })
  .prefault({});

const loop = z
  .strictObject({
    rowsPerTurn: count
      .max(100_000)
      .default(256)
      .meta({ description: 'Resources written in one transaction at most' }),
    turnMs: milliseconds
      .max(1_000)
      .default(10)
      .meta({ description: 'How long a turn may hold the thread, in ms' }),
  })
  .prefault({});

const jobs = z
  .strictObject({
    attempts: count
      .max(1_000)
      .default(5)
      .meta({ description: 'Tries of an action before the resource is failed' }),
    actionTimeoutMs: milliseconds.default(3_600_000).meta({
      description:
        'How long one action of a resource may take before it is failed and its handler asked to stop, in ms',
    }),
    backoffBaseMs: milliseconds
      .default(1_000)
      .meta({ description: 'Pause after the first failed try, in ms; it doubles' }),
    backoffCapMs: milliseconds
      .default(60_000)
      .meta({ description: 'Longest pause between two tries, in ms' }),
    leaseMs: milliseconds.min(1_000).default(60_000).meta({
      description: 'How long a worker that cannot be reached keeps a job, in ms; longer than `shardLeaseMs`',
    }),
    maxLosses: count
      .max(100)
      .default(3)
      .meta({ description: 'Workers that may be lost under one job before it is held' }),
  })
  .prefault({});

const shape = z.strictObject({
  id: z.string().min(1).max(255).optional().meta({
    description: 'Name of this engine among others on the same database',
    defaultText: 'host name and process id',
  }),
  database,
  keyFile: z.string().min(1).default('isotherm-data/key').meta({
    description:
      'File with the keys that seal secrets, one a line: the first seals, all open; made, readable by its owner only, when missing. Without it the database is worthless: keep a copy',
    allowed: 'a path',
  }),
  secrets: secretsSection,
  grpc,
  rest: restSection,
  identity: identitySection,
  templateUrls: templateUrlsSection,
  limits: limitsSection,
  loop,
  jobs,
  providerLimits: providerLimitsSection,
  constraints: constraintsSection,
  shardLeaseMs: milliseconds.min(1_000).default(10_000).meta({
    description: 'How long an engine that is not heard of keeps its stacks, in ms',
  }),
  stalledAfterMs: milliseconds.default(60_000).meta({
    description: 'A stack without progress for so long says what it waits for, in ms',
  }),
  pendingTimeoutMs: milliseconds.default(3_600_000).meta({
    description: 'How long a resource may stay pending after its action before it is failed, in ms',
  }),
  orphanGraceMs: milliseconds.default(60_000).meta({
    description:
      'After how long a thing that may have been made and was not found is searched for once more, in ms',
  }),
  drift: z
    .strictObject({
      policy: z.enum(DRIFT_POLICIES).default('repair').meta({
        description:
          'What is done about things that are not as applied, where neither resource nor stack says otherwise: repair, report or ignore',
      }),
      repairRetryMs: milliseconds.default(300_000).meta({
        description:
          'After how long a repair that failed is tried again, in ms; one that does not hold waits longer each time, up to this',
      }),
    })
    .prefault({}),
  environment: z
    .strictObject({
      directory: z.string().min(1).optional().meta({
        description:
          'Directory of environment files (`*.yaml`, in the order of their names) whose `resource_registry` and `parameter_defaults` lie under those of all stacks; read at the start',
        allowed: 'a path',
        defaultText: 'none',
      }),
    })
    .prefault({}),
  events: eventsSection,
  retention: retentionSection,
  workersExpected: z.int().min(0).default(1).meta({
    description: 'Workers that must have connected before the engine says that it is ready',
  }),
  log: logSection,
  monitoring: monitoringSection(8014),
});

/** Checked beside single settings, so that all faults are reported at once: anything may be missing or wrong. */
const always = { when: () => true };

interface Unchecked {
  readonly grpc?: { readonly listen?: string | number; readonly tls?: unknown };
  readonly rest?: { readonly noAuth?: unknown; readonly host?: string | number };
  readonly identity?: UncheckedIdentity;
  readonly jobs?: {
    readonly leaseMs?: unknown;
    readonly backoffBaseMs?: unknown;
    readonly backoffCapMs?: unknown;
  };
  readonly shardLeaseMs?: unknown;
  readonly events?: {
    readonly webhooks?: unknown;
    readonly webhookHosts?: unknown;
    readonly zaqar?: { readonly url?: unknown; readonly auth?: unknown };
  };
}

/** Settings of `isotherm engine`. */
export const engineConfig = shape
  .refine((config: Unchecked) => hasTls(config) || isLocalAddress(String(config.grpc?.listen ?? 'unix:')), {
    ...always,
    path: ['grpc', 'listen'],
    error: 'without grpc.tls it must be a unix socket or a loopback address; set grpc.tls.ca, cert and key',
  })
  .refine((config: Unchecked) => config.rest?.noAuth !== true || isLoopback(String(config.rest.host)), {
    ...always,
    path: ['rest', 'host'],
    error: 'with rest.noAuth it must be a loopback address, such as 127.0.0.1',
  })
  .refine(({ rest, identity }: Unchecked) => rest?.noAuth !== true || identity?.kind === 'token', {
    ...always,
    path: ['rest', 'noAuth'],
    error: 'with it nobody is asked who they are: leave identity.kind at token',
  })
  .superRefine(({ identity }: Unchecked, context) => {
    for (const name of missingFor(identity ?? {})) {
      const path = ['identity', ...name.split('.')];
      context.addIssue({ code: 'custom', path, message: `identity.kind ${String(identity?.kind)} needs it` });
    }
  }, always)
  .refine((config: Unchecked) => !(Number(config.jobs?.leaseMs) <= Number(config.shardLeaseMs)), {
    ...always,
    path: ['jobs', 'leaseMs'],
    error: 'it must be longer than shardLeaseMs, or a job could be given away while its owner changes',
  })
  .refine((config: Unchecked) => !(Number(config.jobs?.backoffCapMs) < Number(config.jobs?.backoffBaseMs)), {
    ...always,
    path: ['jobs', 'backoffCapMs'],
    error: 'it must not be shorter than jobs.backoffBaseMs',
  })
  .refine(({ events }: Unchecked) => webhooksAllowed(events), {
    ...always,
    path: ['events', 'webhooks'],
    error: 'the host of each URL must be one of events.webhookHosts',
  })
  .refine((config: Unchecked) => zaqarHasTokens(config), {
    ...always,
    path: ['events', 'zaqar', 'auth'],
    error: 'with keystone it needs identity.keystone.url and identity.keystone.password; none goes without',
  });

function hasTls(config: Unchecked): boolean {
  return config.grpc?.tls !== undefined;
}

export type EngineConfig = z.output<typeof shape>;

export function engineIdOf({ id }: EngineConfig): string {
  return id ?? `${hostname()}-${String(process.pid)}`;
}
