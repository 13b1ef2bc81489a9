import { z } from 'zod';
import { milliseconds } from '../config/sections.js';

/** What services that talk to a broker are told of it, so that it is called and means the same everywhere. */

export function brokerUrls(description: string) {
  return z
    .array(z.string().refine(isBroker, { error: 'allowed are amqp:// and amqps:// URLs' }))
    .default([])
    .meta({ description, allowed: 'a list of amqp:// and amqps:// URLs', secret: true });
}

export const brokerConnectionShape = {
  heartbeatSeconds: z.int().min(1).max(600).default(10).meta({
    description: 'Time between two signs of life on the connection, in seconds',
  }),
  connectMs: milliseconds
    .default(10_000)
    .meta({ description: 'How long connecting to a broker may take, in ms' }),
  reconnect: z
    .strictObject({
      baseMs: milliseconds
        .default(500)
        .meta({ description: 'Pause before the first try to reconnect to a broker, in ms; it doubles' }),
      capMs: milliseconds
        .default(30_000)
        .meta({ description: 'Longest pause between two tries to reconnect to a broker, in ms' }),
    })
    .prefault({}),
};

function isBroker(text: string): boolean {
  return URL.canParse(text) && /^amqps?:$/.test(new URL(text).protocol);
}
