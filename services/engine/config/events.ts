import { z } from 'zod';
import { brokerConnectionShape, brokerUrls } from '../../../lib/amqp/config.js';
import { isAllowedHost } from '../../../lib/config/host-pattern.js';
import { milliseconds } from '../../../lib/config/sections.js';
import { ownSection, zaqarSection } from './own-sinks.js';

const count = z.int().min(1);

const backoff = z
  .strictObject({
    baseMs: milliseconds
      .default(500)
      .meta({ description: 'Pause after events were not taken, in ms; it doubles' }),
    capMs: milliseconds
      .default(60_000)
      .meta({ description: 'Longest pause before events that were not taken are sent again, in ms' }),
  })
  .prefault({});

const amqp = z
  .strictObject({
    urls: brokerUrls('Brokers to which events are published, tried in turns; none: to none'),
    exchange: z.string().min(1).max(255).default('heat').meta({
      description: 'Topic exchange that they are published to; declared as durable where there is none',
    }),
    routing: z.enum(['oslo', 'event-type']).default('oslo').meta({
      description:
        'Routing key: `oslo` is that of OpenStack, `TOPIC.info` or `TOPIC.error`; `event-type` the type of the event',
    }),
    topic: z
      .string()
      .min(1)
      .max(200)
      .default('notifications')
      .meta({ description: 'What the routing key begins with under `oslo`' }),
    confirmMs: milliseconds.default(10_000).meta({
      description: 'How long the broker may take to confirm events, in ms, before they are sent again',
    }),
    ...brokerConnectionShape,
  })
  .prefault({});

const webhook = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, {
      error: 'allowed are up to 64 small letters, digits, _ and -',
    }),
    url: z.string().refine(isWeb, { error: 'allowed is an http:// or https:// URL' }),
    secret: z.string().min(16, { error: 'it must have at least 16 characters' }).optional(),
    secretFile: z.string().min(1).optional(),
    timeoutMs: milliseconds.max(300_000).default(10_000),
    batch: count.max(1_000).default(100),
    allowPrivate: z.boolean().default(false),
  })
  .refine(({ secret, secretFile }) => (secret === undefined) !== (secretFile === undefined), {
    error: 'give either secret or secretFile',
  });

/** Where events go beside the API. */
export const eventsSection = z
  .strictObject({
    gatherMs: z.int().min(0).max(60_000).default(50).meta({
      description: 'Events that happen within this are sent together, in ms',
    }),
    backoff,
    amqp,
    webhooks: z
      .array(webhook)
      .default([])
      .meta({
        description:
          'Webhooks that events are posted to: `name`, `url`, `secret` or `secretFile`, and, where wanted, `timeoutMs` (10000), `batch` (100), `allowPrivate` (false)',
        secret: true,
      })
      .refine((hooks) => new Set(hooks.map(({ name }) => name)).size === hooks.length, {
        error: 'each needs a name of its own',
      }),
    webhookHosts: z.array(z.string().min(1)).default([]).meta({
      description: 'Hosts that webhooks may be at: names, addresses, or `*.example.org` for all below it',
    }),
    own: ownSection,
    zaqar: zaqarSection,
  })
  .prefault({});

export type EventsConfig = z.output<typeof eventsSection>;

interface Unchecked {
  readonly webhooks?: unknown;
  readonly webhookHosts?: unknown;
}

/** True where the host of each webhook is among those allowed; of what cannot be read nothing is said. */
export function webhooksAllowed({ webhooks, webhookHosts }: Unchecked = {}): boolean {
  if (!Array.isArray(webhooks) || !Array.isArray(webhookHosts)) return true;
  return webhooks.every((hook: { readonly url?: unknown }) => {
    if (typeof hook.url !== 'string' || !URL.canParse(hook.url)) return true;
    const host = new URL(hook.url).hostname.replace(/^\[(.*)\]$/, '$1');
    return isAllowedHost(host, webhookHosts.map(String));
  });
}

function isWeb(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
