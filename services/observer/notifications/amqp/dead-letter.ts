import type { ConfirmChannel, ConsumeMessage, Options } from 'amqplib';
import type { QueueNames } from './declare-queues.js';

/** Characters of a reason. */
const REASON_LENGTH = 1_000;

/**
 * Puts a message that came to nothing where people find it, with why, and answers once the broker has it. Should it die in between, the
 * message comes again and is put there twice.
 */
export async function deadLetter(
  channel: ConfirmChannel,
  { queue, deadLetters }: QueueNames,
  { content, fields, properties }: ConsumeMessage,
  reasons: readonly string[],
  nowMs: number,
): Promise<void> {
  // The broker's own account of how often it was dead-lettered would make it drop the message as one in a circle.
  const headers = Object.fromEntries(
    Object.entries((properties.headers ?? {}) as Record<string, unknown>).filter(
      ([name]) => !name.startsWith('x-'),
    ),
  );
  const contentType = properties.contentType as string | undefined;
  const options: Options.Publish = {
    persistent: true,
    ...(contentType !== undefined && { contentType }),
    headers: {
      ...headers,
      'isotherm-reason': reasons.join('; ').slice(0, REASON_LENGTH),
      'isotherm-queue': queue,
      'isotherm-exchange': fields.exchange,
      'isotherm-routing-key': fields.routingKey,
      'isotherm-time': new Date(nowMs).toISOString(),
    },
  };
  await new Promise<void>((resolve, reject) => {
    channel.sendToQueue(deadLetters, content, options, (error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the broker did not take a dead letter'));
      else resolve();
    });
  });
}
