import type { ChannelModel, ConfirmChannel } from 'amqplib';

/**
 * A channel on which the exchange is there. One that somebody has declared already is taken as it is; otherwise it becomes a durable topic
 * exchange.
 */
export async function openExchange(connection: ChannelModel, exchange: string): Promise<ConfirmChannel> {
  const channel = await openChannel(connection);
  try {
    await channel.checkExchange(exchange);
    return channel;
  } catch (error) {
    // The broker has closed that channel.
    if ((error as { code?: unknown }).code !== NOT_FOUND) throw error;
  }
  const another = await openChannel(connection);
  await another.assertExchange(exchange, 'topic', { durable: true });
  return another;
}

const NOT_FOUND = 404;

async function openChannel(connection: ChannelModel): Promise<ConfirmChannel> {
  const channel = await connection.createConfirmChannel();
  // Whoever waits for it hears of it there.
  channel.on('error', () => undefined);
  return channel;
}
