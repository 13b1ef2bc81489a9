import type { ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Clock } from '../../../../lib/clock.js';
import { dialDelay } from '../../../../lib/grpc/dial-backoff.js';
import type { Notify } from '../../../../lib/handler/notification-source.js';
import type { Logger } from '../../../../lib/log.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import type { AmqpConfig } from '../config.js';
import { bindAll } from './bindings.js';
import { deadLetter } from './dead-letter.js';
import { declareQueues, type QueueNames } from './declare-queues.js';
import { readMessage, type Interest } from './read-message.js';

/** What becomes of messages, for metrics. `sentMs` and `now` are since the epoch. */
export type MessageListener = (
  event: 'received' | 'acknowledged' | 'malformed' | 'late',
  lagMs?: number,
) => void;

export interface QueueParts {
  readonly names: QueueNames;
  readonly interests: readonly Interest[];
  readonly notify: Notify;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  readonly onMessage: MessageListener;
}

/** How often bindings are made anew: somebody may have removed an exchange and declared it again. */
const BIND_MS = 60_000;

/**
 * The queue of one provider. All observers consume it together, so each message comes to one of them, and to another one should
 * that die before it has acknowledged. Whatever is wrong with the channel: another one is opened, after a pause.
 */
export class AmqpQueue {
  private connection: ChannelModel | undefined;
  private channel: ConfirmChannel | undefined;
  private failures = 0;
  private cancelOpen: () => void = () => undefined;
  private cancelBind: () => void = () => undefined;
  private lastTrouble = '';

  constructor(
    private readonly parts: QueueParts,
    private readonly config: AmqpConfig,
  ) {}

  connected(connection: ChannelModel): void {
    this.connection = connection;
    void this.open(connection);
  }

  /** What was not acknowledged comes again, here or elsewhere. */
  disconnected(): void {
    this.connection = undefined;
    this.channel = undefined;
    this.cancelOpen();
    this.cancelBind();
  }

  /** Gives back what was not acknowledged. */
  async stop(): Promise<void> {
    const { channel } = this;
    this.disconnected();
    await channel?.close().catch(() => undefined);
  }

  get consuming(): boolean {
    return this.channel !== undefined;
  }

  private async open(connection: ChannelModel): Promise<void> {
    let channel: ConfirmChannel | undefined;
    try {
      channel = await connection.createConfirmChannel();
      const mine = channel;
      channel.on('error', (error: Error) => {
        this.trouble(error.message);
      });
      channel.on('close', () => {
        this.lost(connection, mine);
      });
      await declareQueues(channel, this.parts.names, this.config);
      await this.bind(connection);
      await channel.prefetch(this.config.prefetch);
      if (this.connection !== connection) return;
      this.channel = channel;
      await this.within(
        channel.consume(this.parts.names.queue, (message) => {
          if (message) this.received(mine, message);
          // The queue was removed.
          else void mine.close().catch(() => undefined);
        }),
      );
      this.failures = 0;
      this.lastTrouble = '';
      this.parts.log.info({ queue: this.parts.names.queue }, 'notifications are heard');
    } catch (error) {
      this.trouble(reasonOf(error));
      if (this.channel === channel) this.channel = undefined;
      // One that does not answer would not answer this either.
      void channel?.close().catch(() => undefined);
      this.again(connection);
    }
  }

  /** A queue without a leader answers nobody, and says nothing. */
  private within(consuming: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const { connectMs } = this.config;
      const cancel = this.parts.clock.setTimer(connectMs, () => {
        reject(
          new Error(`the queue did not answer within ${String(connectMs)} ms: see whether it has a leader`),
        );
      });
      consuming.then(() => {
        resolve();
      }, reject).finally(cancel); // prettier-ignore
    });
  }

  private async bind(connection: ChannelModel): Promise<void> {
    const { names, interests, clock, log } = this.parts;
    const missing = await bindAll(connection, names.queue, interests);
    for (const { exchange, reason } of missing)
      log.warn({ exchange, queue: names.queue, reason }, 'an exchange cannot be bound to; trying again');
    this.cancelBind();
    this.cancelBind = clock.setTimer(missing.length > 0 ? this.config.reconnect.capMs : BIND_MS, () => {
      if (this.connection === connection) this.bindAgain(connection);
    });
  }

  private bindAgain(connection: ChannelModel): void {
    this.bind(connection).catch((error: unknown) => {
      // The connection goes, and takes the channel with it.
      this.parts.log.debug({ reason: String(error) }, 'bindings could not be renewed');
    });
  }

  private lost(connection: ChannelModel, channel: ConfirmChannel): void {
    if (this.channel !== channel) return;
    this.channel = undefined;
    this.again(connection);
  }

  private again(connection: ChannelModel): void {
    if (this.connection !== connection) return;
    const { clock, random } = this.parts;
    const { baseMs: firstMs, capMs: longestMs } = this.config.reconnect;
    this.cancelOpen();
    this.cancelOpen = clock.setTimer(dialDelay(this.failures, random(), { firstMs, longestMs }), () => {
      if (this.connection === connection) void this.open(connection);
    });
    this.failures += 1;
  }

  /** The same trouble is told once. */
  private trouble(reason: string): void {
    if (reason === this.lastTrouble) return;
    this.lastTrouble = reason;
    this.parts.log.warn(
      { queue: this.parts.names.queue, reason },
      'notifications are not heard for now; things are looked at all the same',
    );
  }

  private received(channel: ConfirmChannel, message: ConsumeMessage): void {
    this.take(channel, message).catch((error: unknown) => {
      // It was not acknowledged: with its channel it goes back to the queue.
      this.parts.log.warn({ reason: String(error) }, 'a notification could not be taken');
      void channel.close().catch(() => undefined);
    });
  }

  private async take(channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
    const { interests, notify, onMessage, clock, names } = this.parts;
    const { exchange, routingKey } = message.fields;
    const { notifications, faults, sentMs } = readMessage(
      { content: message.content, exchange, routingKey },
      interests,
      this.config,
    );
    onMessage('received', sentMs === undefined ? undefined : Math.max(0, clock.now() - sentMs));
    const outcome = await notify(notifications);
    if (outcome === 'stopped' || this.channel !== channel) return;
    const reasons = outcome === 'late' ? [...faults, NOT_LOOKED_AT] : faults;
    if (reasons.length > 0) {
      onMessage(outcome === 'late' ? 'late' : 'malformed');
      await deadLetter(channel, names, message, reasons, clock.now());
    }
    // Whoever closed the channel meanwhile gets it again.
    if (this.channel !== channel) return;
    channel.ack(message);
    onMessage('acknowledged');
  }
}

const NOT_LOOKED_AT = 'no look at its things was stored in time';
