import type { ChannelModel } from 'amqplib';
import { reasonOf } from '../../../../lib/reason-of.js';
import type { Interest } from './read-message.js';

export interface MissingExchange {
  readonly exchange: string;
  readonly reason: string;
}

/**
 * Binds the queue to the exchanges of all types. Those that are not there are answered: they are their provider's to declare, and
 * one that is declared otherwise than the provider does it would keep that from starting.
 */
export async function bindAll(
  connection: ChannelModel,
  queue: string,
  interests: readonly Interest[],
): Promise<readonly MissingExchange[]> {
  const keys = new Map<string, Set<string>>();
  for (const { notifications } of interests) {
    const there = keys.get(notifications.exchange) ?? new Set();
    keys.set(notifications.exchange, there);
    for (const key of notifications.routingKeys) there.add(key);
  }
  const missing: MissingExchange[] = [];
  for (const [exchange, routingKeys] of keys) {
    const reason = await bind(connection, queue, exchange, routingKeys);
    if (reason !== undefined) missing.push({ exchange, reason });
  }
  return missing;
}

/** On a channel of its own, which the broker closes when there is no such exchange. Answers why it could not. */
async function bind(
  connection: ChannelModel,
  queue: string,
  exchange: string,
  routingKeys: Iterable<string>,
): Promise<string | undefined> {
  const channel = await connection.createChannel();
  let reason: string | undefined;
  channel.on('error', (error: Error) => {
    reason ??= error.message;
  });
  try {
    for (const key of routingKeys) await channel.bindQueue(queue, exchange, key);
    await channel.close();
  } catch (error) {
    reason ??= reasonOf(error);
  }
  return reason;
}
