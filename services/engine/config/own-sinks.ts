import { z } from 'zod';
import { milliseconds } from '../../../lib/config/sections.js';
import type { EventSinkRules } from '../../../lib/hot/environment/event-sinks.js';
import type { EventsConfig } from './events.js';

/** Event sinks that environments of stacks name. */
export const ownSection = z
  .strictObject({
    hosts: z.array(z.string().min(1)).default([]).meta({
      description:
        'Hosts at which environments may name webhooks: names, addresses, or `*.example.org` for all below it; none: nowhere',
    }),
    allowPrivate: z.boolean().default(false).meta({
      description: 'They may have addresses of this machine and of private networks',
    }),
    perStack: z.int().min(1).max(100).default(5).meta({ description: 'Event sinks of a stack' }),
    urlLength: z.int().min(1).max(100_000).default(2_000).meta({
      description: 'Characters of the URL of such a webhook',
    }),
    atOnce: z.int().min(2).max(1_000).default(8).meta({
      description:
        'Sinks of stacks to which an engine sends at once; those that did not answer last, and others at their hosts, have half of that at most',
    }),
    batch: z.int().min(1).max(1_000).default(100).meta({ description: 'Events of one delivery at most' }),
    timeoutMs: milliseconds.max(300_000).default(10_000).meta({
      description: 'How long a sink of a stack may take to answer, in ms',
    }),
    giveUpMs: milliseconds.default(3_600_000).meta({
      description: 'Age at which an event that a sink of its stack does not take is given up, in ms',
    }),
  })
  .prefault({});

/** The Zaqar to whose queues environments may send events. */
export const zaqarSection = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine(hasNoUser, { error: 'it must not carry a user or a password' })
      .optional()
      .meta({
        description: 'Where Zaqar is, such as `http://zaqar.example:8888`',
        allowed: 'an http:// or https:// URL',
        defaultText: 'nowhere: environments may not name queues',
      }),
    auth: z.enum(['none', 'keystone']).default('keystone').meta({
      description:
        'How the engine shows who it is: by a token in the project of the stack, which the service user of `identity.keystone` gets, or not at all',
    }),
    postBytes: z.int().min(1_000).default(262_144).meta({
      description: 'Bytes of one request to Zaqar, as its `max_messages_post_size` is',
    }),
  })
  .prefault({});

/** What environments may name. */
export function sinkRulesOf({ own, zaqar }: EventsConfig): EventSinkRules {
  const { perStack, urlLength, hosts } = own;
  return { perStack, urlLength, hosts, zaqar: zaqar.url !== undefined };
}

function hasNoUser(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

interface Unchecked {
  readonly events?: { readonly zaqar?: { readonly url?: unknown; readonly auth?: unknown } };
  readonly identity?: { readonly keystone?: { readonly url?: unknown; readonly password?: unknown } };
}

/** False: it is to get tokens, and is not told where or with which password; of what cannot be read nothing is said. */
export function zaqarHasTokens({ events, identity }: Unchecked): boolean {
  const { url, auth } = events?.zaqar ?? {};
  if (url === undefined || auth !== 'keystone') return true;
  return identity?.keystone?.url !== undefined && identity.keystone.password !== undefined;
}
