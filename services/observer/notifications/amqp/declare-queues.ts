import type { Channel } from 'amqplib';
import type { AmqpConfig } from '../config.js';

export interface QueueNames {
  readonly queue: string;
  readonly deadLetters: string;
}

export function queueNames(provider: string, { queuePrefix, deadLetterSuffix }: AmqpConfig): QueueNames {
  const queue = queuePrefix + provider;
  return { queue, deadLetters: queue + deadLetterSuffix };
}

/**
 * Both are quorum queues, which a broken node does not lose, and bounded: what is dropped was only a hint, and the oldest is worth least.
 * What the broker gives up by itself, since it was too much or killed whoever took it, goes to the dead letters too.
 */
export async function declareQueues(
  channel: Channel,
  { queue, deadLetters }: QueueNames,
  { queueMessages, deadLetterMessages }: AmqpConfig,
): Promise<void> {
  const quorum = (messages: number) => ({ 'x-queue-type': 'quorum', 'x-max-length': messages });
  await channel.assertQueue(deadLetters, { durable: true, arguments: quorum(deadLetterMessages) });
  await channel.assertQueue(queue, {
    durable: true,
    arguments: quorum(queueMessages),
    deadLetterExchange: '',
    deadLetterRoutingKey: deadLetters,
  });
}
