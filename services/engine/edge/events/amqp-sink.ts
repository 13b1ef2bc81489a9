import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { Broker, type BrokerConfig } from '../../../../lib/amqp/broker.js';
import type { Clock } from '../../../../lib/clock.js';
import type { Logger } from '../../../../lib/log.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import type { EventSink, OutboxEvent } from '../../app/event-sink.js';
import { eventMessage } from './event-message.js';
import { openExchange } from './open-exchange.js';
import { osloEnvelope } from './oslo-envelope.js';

export interface AmqpSinkConfig extends BrokerConfig {
  readonly exchange: string;
  readonly routing: 'oslo' | 'event-type';
  readonly topic: string;
  readonly confirmMs: number;
}

export interface AmqpSinkParts {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  /** As Heat's `publisher_id`: who says it. */
  readonly publisherId: string;
}

/** What amqplib says of a message that the broker refused. */
const NACKED = 'message nacked';

/**
 * Events on a topic exchange, each confirmed by the broker before it counts as sent. One connection, dialled again whenever it is gone;
 * meanwhile nothing is kept here.
 */
export class AmqpSink implements EventSink {
  readonly name = 'amqp';
  readonly batch = 500;
  private readonly broker: Broker;
  private channel: ConfirmChannel | undefined;
  private connection: ChannelModel | undefined;
  private opening: Promise<ConfirmChannel> | undefined;
  private trouble = 'the broker was not reached so far';
  /** The broker has refused a message in the midst of others: until all are there, each waits for the one before it. */
  private oneByOne = false;

  constructor(
    private readonly config: AmqpSinkConfig,
    private readonly parts: AmqpSinkParts,
  ) {
    const { clock, random } = parts;
    this.broker = new Broker(config, {
      name: 'isotherm engine',
      clock,
      random,
      connected: (connection) => {
        this.connection = connection;
      },
      lost: (reason) => {
        this.connection = undefined;
        this.channel = undefined;
        this.trouble = `the broker cannot be reached: ${reason}`;
      },
    });
  }

  start(): void {
    this.broker.start();
  }

  async deliver(events: readonly OutboxEvent[]): Promise<void> {
    const channel = await this.open();
    try {
      if (this.oneByOne) for (const event of events) await this.within(this.publish(channel, event));
      else await this.within(all(events.map((event) => this.publish(channel, event))));
      this.oneByOne = false;
    } catch (error) {
      this.forget(channel);
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.channel = undefined;
    await this.broker.stop();
  }

  private publish(channel: ConfirmChannel, event: OutboxEvent): Promise<void> {
    const { exchange, topic, routing } = this.config;
    const message = eventMessage(event);
    const key = routing === 'event-type' ? message.eventType : `${topic}.${message.priority}`;
    return new Promise((resolve, reject) => {
      channel.publish(
        exchange,
        key,
        osloEnvelope(event, message, this.parts.publisherId),
        { persistent: true, contentType: 'application/json', contentEncoding: 'utf-8', messageId: event.id },
        (error: unknown) => {
          if (!error) {
            resolve();
            return;
          }
          this.oneByOne ||= reasonOf(error) === NACKED;
          reject(new Error(`the broker did not take an event: ${reasonOf(error)}`));
        },
      );
    });
  }

  private async open(): Promise<ConfirmChannel> {
    if (this.channel) return this.channel;
    const { connection } = this;
    if (!connection) throw new Error(this.trouble);
    this.opening ??= openExchange(connection, this.config.exchange).finally(() => {
      this.opening = undefined;
    });
    const channel = await this.within(this.opening);
    channel.on('close', () => {
      if (this.channel === channel) this.channel = undefined;
    });
    this.channel = channel;
    return channel;
  }

  /** What the broker still says on this channel counts for nothing. */
  private forget(channel: ConfirmChannel): void {
    if (this.channel !== channel) return;
    this.channel = undefined;
    void channel.close().catch(() => undefined);
  }

  private within<T>(answer: Promise<T>): Promise<T> {
    const { confirmMs } = this.config;
    return new Promise((resolve, reject) => {
      const cancel = this.parts.clock.setTimer(confirmMs, () => {
        // A broker that is short of room stops reading, and says nothing on a channel either.
        this.broker.reconnect();
        reject(new Error(`the broker did not answer within ${String(confirmMs)} ms`));
      });
      answer.then(resolve, reject).finally(cancel);
    });
  }
}

/** Waits for each, so that no answer comes after its question was given up. */
async function all(answers: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(answers);
  const refused = settled.find((one) => one.status === 'rejected');
  if (refused) throw refused.reason;
}
