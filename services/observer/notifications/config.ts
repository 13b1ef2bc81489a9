import { z } from 'zod';
import { brokerConnectionShape, brokerUrls } from '../../../lib/amqp/config.js';
import { milliseconds } from '../../../lib/config/sections.js';

const count = z.int().min(1);

const amqp = z
  .strictObject({
    urls: brokerUrls('Brokers that carry notifications, tried in turns; none: nobody is listened to'),
    queuePrefix: z.string().min(1).max(100).default('isotherm.').meta({
      description: "What the names of the queues begin with; the provider's name follows",
    }),
    deadLetterSuffix: z.string().min(1).max(50).default('.dead-letters').meta({
      description: 'What the name of the queue for messages that came to nothing ends with',
    }),
    prefetch: count.max(65_535).default(200).meta({
      description: 'Messages of a queue that one observer has at once, unacknowledged',
    }),
    gatherMs: z.int().min(0).max(60_000).default(30).meta({
      description:
        'Pause in the messages about a thing after which it is looked at, once for all of them, in ms',
    }),
    messageBytes: count
      .max(2 ** 27)
      .default(1_048_576)
      .meta({
        description: 'Size in bytes of the largest message that is read; a larger one is dead-lettered',
      }),
    idsPerMessage: count.max(100_000).default(1_000).meta({
      description: 'Things of one type that a message may be about at most',
    }),
    queueMessages: count
      .max(2 ** 31)
      .default(100_000)
      .meta({
        description: 'Messages that a queue keeps; the oldest beyond that are dead-lettered',
      }),
    deadLetterMessages: count
      .max(2 ** 31)
      .default(10_000)
      .meta({
        description: 'Dead-lettered messages that are kept of a queue; the oldest beyond that are dropped',
      }),
    ...brokerConnectionShape,
  })
  .prefault({});

/** How an observer hears that something has happened, beside looking. */
export const notificationsSection = z
  .strictObject({
    ownSources: z.boolean().default(true).meta({
      description:
        'Whether the sources that providers bring along are used, such as the watch on local files',
    }),
    answerMs: milliseconds.min(1_000).default(300_000).meta({
      description:
        'How long it may take until a look at what was notified is stored, in ms; a message that waits longer is dead-lettered',
    }),
    amqp,
  })
  .prefault({});

export type NotificationsConfig = z.output<typeof notificationsSection>;
export type AmqpConfig = NotificationsConfig['amqp'];
