import { connect, type AmqpConnectionManager } from 'amqp-connection-manager';
import type { ChannelModel, ConfirmChannel } from 'amqplib';
import type { Clock } from '../../../../lib/clock.js';
import { dialDelay } from '../../../../lib/grpc/dial-backoff.js';
import type { Logger } from '../../../../lib/log.js';
import type { EventSink, OutboxEvent } from '../../app/event-sink.js';
import { eventMessage } from './event-message.js';
import { openExchange } from './open-exchange.js';
import { osloEnvelope } from './oslo-envelope.js';

export interface AmqpSinkConfig {
  readonly urls: readonly string[];
  readonly exchange: string;
  readonly routing: 'oslo' | 'event-type';
  readonly topic: string;
  readonly confirmMs: number;
  readonly heartbeatSeconds: number;
  readonly connectMs: number;
  readonly reconnect: { readonly baseMs: number; readonly capMs: number };
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
/** How long `stop` waits for the broker. */
const GOODBYE_MS = 2_000;

/**
 * Events on a topic exchange, each confirmed by the broker before it counts as sent. One connection, dialled again whenever it is gone;
 * meanwhile nothing is kept here.
 */
export class AmqpSink implements EventSink {
  readonly name = 'amqp';
  readonly batch = 500;
  private manager: AmqpConnectionManager | undefined;
  private channel: ConfirmChannel | undefined;
  private connection: ChannelModel | undefined;
  private opening: Promise<ConfirmChannel> | undefined;
  private trouble = 'the broker was not reached so far';
  private failures = 0;
  /** The broker has refused a message in the midst of others: until all are there, each waits for the one before it. */
  private oneByOne = false;

  constructor(
    private readonly config: AmqpSinkConfig,
    private readonly parts: AmqpSinkParts,
  ) {}

  start(): void {
    const { heartbeatSeconds, connectMs, urls } = this.config;
    const manager = connect([...urls], {
      heartbeatIntervalInSeconds: heartbeatSeconds,
      connectionOptions: { timeout: connectMs, clientProperties: { connection_name: 'isotherm engine' } },
    });
    this.manager = manager;
    manager.on('connect', () => {
      this.failures = 0;
      this.connection = manager.connection;
    });
    manager.on('connectFailed', ({ err }) => {
      this.lost(manager, err);
    });
    manager.on('disconnect', ({ err }) => {
      this.lost(manager, err);
    });
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
    const { manager } = this;
    this.manager = undefined;
    this.channel = undefined;
    const closed = manager?.close().catch(() => undefined);
    await Promise.race([
      closed,
      new Promise<void>((resolve) => this.parts.clock.setTimer(GOODBYE_MS, resolve)),
    ]);
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
        this.manager?.reconnect();
        reject(new Error(`the broker did not answer within ${String(confirmMs)} ms`));
      });
      answer.then(resolve, reject).finally(cancel);
    });
  }

  private lost(manager: AmqpConnectionManager, error: Error | undefined): void {
    const { baseMs: firstMs, capMs: longestMs } = this.config.reconnect;
    this.connection = undefined;
    this.channel = undefined;
    this.trouble = `the broker cannot be reached: ${this.withoutSecrets(error?.message ?? 'the connection was closed')}`;
    manager.reconnectTimeInSeconds =
      dialDelay(this.failures, this.parts.random(), { firstMs, longestMs }) / 1_000;
    this.failures += 1;
  }

  private withoutSecrets(text: string): string {
    return this.config.urls.reduce((rest, url) => {
      const { password } = new URL(url);
      if (password === '') return rest;
      return rest.replaceAll(password, '********').replaceAll(decodeURIComponent(password), '********');
    }, text);
  }
}

/** Waits for each, so that no answer comes after its question was given up. */
async function all(answers: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(answers);
  const refused = settled.find((one) => one.status === 'rejected');
  if (refused) throw refused.reason;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
