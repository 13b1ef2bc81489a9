import { randomUUID } from 'node:crypto';
import { connect, type ChannelModel, type ConfirmChannel, type GetMessage } from 'amqplib';
import { z } from 'zod';
import { systemClock } from '../../../lib/clock.js';
import { defineNotifications, defineProvider, defineResource } from '../../../lib/handler/index.js';
import type { LoadedProvider } from '../../../lib/handler/handler-catalogue.js';
import { createLogger } from '../../../lib/log.js';
import { AmqpSource } from '../../../services/observer/notifications/amqp/source.js';
import { notificationsSection, type AmqpConfig } from '../../../services/observer/notifications/config.js';
import type { Broker } from '../../support/rabbitmq.js';
import { Writable } from 'node:stream';

export const TYPE = 'Test::Server';

/** An exchange of a test's own on the broker, a provider that hears of it, and sources that consume its queue. */
export class AmqpBench {
  readonly exchange = `nova-${randomUUID()}`;
  readonly provider: LoadedProvider;
  readonly config: AmqpConfig;
  readonly lines: string[] = [];
  readonly results: string[] = [];
  private connection: ChannelModel | undefined;
  private channel: ConfirmChannel | undefined;

  constructor(
    readonly broker: Broker,
    more: object = {},
  ) {
    this.config = notificationsSection.parse({
      amqp: {
        urls: [broker.url],
        queuePrefix: `q-${randomUUID()}-`,
        reconnect: { baseMs: 50, capMs: 300 },
        ...more,
      },
    }).amqp;
    const server = defineResource({
      type: TYPE,
      description: 'For tests.',
      properties: z.object({}),
      attributes: z.object({}),
      notifications: defineNotifications({
        exchange: this.exchange,
        routingKeys: ['notifications.#'],
        payload: z.object({ ids: z.array(z.string()) }),
        things: ({ ids }) => ids,
      }),
      observe: () => Promise.resolve({ status: 'ready' as const }),
      create: () => Promise.reject(new Error('nothing is made here')),
      delete: () => Promise.resolve(),
    });
    const provider = defineProvider({ name: 'tests', handlers: [server] });
    this.provider = { provider, package: 'tests', settings: undefined };
  }

  get queue(): string {
    return `${this.config.queuePrefix}tests`;
  }

  source(): AmqpSource {
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.lines.push(chunk.toString());
        done();
      },
    });
    return new AmqpSource(this.config, {
      providers: [this.provider],
      clock: systemClock,
      random: () => 0.5,
      log: createLogger({ service: 'tests', format: 'json', destination, level: 'debug' }),
      onMessage: () => (result) => this.results.push(result),
    });
  }

  /** Connects, anew if need be. */
  async open(): Promise<ConfirmChannel> {
    if (this.channel) return this.channel;
    this.connection = await connect(this.broker.url);
    const channel = await this.connection.createConfirmChannel();
    const lost = () => (this.channel = undefined);
    this.connection.on('error', lost).on('close', lost);
    channel.on('error', lost).on('close', lost);
    return (this.channel = channel);
  }

  async declare(): Promise<void> {
    await (await this.open()).assertExchange(this.exchange, 'topic', { durable: true });
  }

  async publish(body: unknown, key = 'notifications.info'): Promise<void> {
    const channel = await this.open();
    const content = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    channel.publish(this.exchange, key, content, { persistent: true, headers: { mine: 'yes' } });
    await channel.waitForConfirms();
  }

  /** Messages that wait, or that a consumer has, are not told apart here: only the first are. */
  async waiting(queue = this.queue): Promise<number> {
    return (await (await this.open()).checkQueue(queue)).messageCount;
  }

  async deadLetter(): Promise<GetMessage | undefined> {
    const message = await (await this.open()).get(`${this.queue}.dead-letters`, { noAck: true });
    return message === false ? undefined : message;
  }

  async close(): Promise<void> {
    const channel = await this.open();
    for (const queue of [this.queue, `${this.queue}.dead-letters`]) await channel.deleteQueue(queue);
    await channel.deleteExchange(this.exchange);
    await this.connection?.close();
    this.channel = undefined;
  }
}
