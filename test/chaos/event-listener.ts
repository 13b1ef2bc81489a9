import { connect, type ChannelModel } from 'amqplib';
import { setTimeout as pass } from 'node:timers/promises';

const EXCHANGE = 'chaos-events';
const AGAIN_MS = 200;

/** Who listens to what the engines tell of their stacks, through whatever happens to the broker. */
export class EventListener {
  /** Up to which event it has those of a stack. */
  readonly reached = new Map<string, number>();
  /** Events that came before the one before them. */
  readonly gaps: string[] = [];
  private readonly ended = new AbortController();
  private connection: ChannelModel | undefined;

  constructor(
    private readonly url: string,
    private readonly queue: string,
  ) {}

  /** What an engine's settings say to have its events come here. */
  get settings() {
    const reconnect = { baseMs: 50, capMs: 500 };
    return {
      gatherMs: 20,
      backoff: { baseMs: 50, capMs: 500 },
      amqp: { urls: [this.url], exchange: EXCHANGE, reconnect },
    };
  }

  /** Resolves once its queue is there, from when on nothing is missed. */
  async start(): Promise<void> {
    await this.listen();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.connection?.close().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    const connection = await connect(this.url);
    connection.on('error', () => undefined);
    try {
      await this.consume(connection);
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw error;
    }
    // Not before: one consumer alone gets them in their order.
    connection.on('close', () => void this.again());
    this.connection = connection;
  }

  private async consume(connection: ChannelModel): Promise<void> {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    await channel.assertExchange(EXCHANGE, 'topic', { durable: true });
    await channel.assertQueue(this.queue, { durable: true });
    await channel.bindQueue(this.queue, EXCHANGE, 'notifications.#');
    await channel.consume(this.queue, (message) => {
      if (!message) return;
      this.hear(message.content.toString());
      channel.ack(message);
    });
  }

  private async again(): Promise<void> {
    while (!this.ended.signal.aborted) {
      await pass(AGAIN_MS);
      try {
        await this.listen();
        return;
      } catch {
        // It is still away.
      }
    }
  }

  private hear(text: string): void {
    const envelope = JSON.parse(text) as { readonly 'oslo.message': string };
    const { payload } = JSON.parse(envelope['oslo.message']) as {
      readonly payload: { readonly stack_identity: string; readonly sequence: number };
    };
    const { stack_identity: stack, sequence } = payload;
    const reached = this.reached.get(stack) ?? 0;
    if (sequence > reached + 1)
      this.gaps.push(`event ${String(sequence)} of ${stack} came after ${String(reached)}`);
    this.reached.set(stack, Math.max(reached, sequence));
  }
}
