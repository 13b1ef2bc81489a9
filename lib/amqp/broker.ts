import { connect, type AmqpConnectionManager } from 'amqp-connection-manager';
import type { ChannelModel } from 'amqplib';
import type { Clock } from '../clock.js';
import { dialDelay } from '../grpc/dial-backoff.js';

export interface BrokerConfig {
  readonly urls: readonly string[];
  readonly heartbeatSeconds: number;
  readonly connectMs: number;
  readonly reconnect: { readonly baseMs: number; readonly capMs: number };
}

export interface BrokerParts {
  /** As which the broker lists the connection. */
  readonly name: string;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** @param host the broker's, if it is known */
  readonly connected: (connection: ChannelModel, host: string | undefined) => void;
  /**
   * There is no connection any more, or still none.
   * @param reason without passwords
   * @param failures how often in a row by now
   */
  readonly lost: (reason: string, failures: number, host: string | undefined) => void;
}

/** How long `stop` waits for the broker. */
const GOODBYE_MS = 2_000;

/** One connection to one of several brokers, dialled again whenever it is gone, ever more seldom. */
export class Broker {
  private manager: AmqpConnectionManager | undefined;
  private failures = 0;

  constructor(
    private readonly config: BrokerConfig,
    private readonly parts: BrokerParts,
  ) {}

  start(): void {
    const { heartbeatSeconds, connectMs, urls } = this.config;
    const { name } = this.parts;
    const manager = connect([...urls], {
      heartbeatIntervalInSeconds: heartbeatSeconds,
      connectionOptions: { timeout: connectMs, clientProperties: { connection_name: name } },
    });
    this.manager = manager;
    manager.on('connect', ({ url }) => {
      this.failures = 0;
      if (manager.connection) this.parts.connected(manager.connection, hostOf(url));
    });
    manager.on('connectFailed', ({ err, url }) => {
      this.lost(manager, err, hostOf(url));
    });
    manager.on('disconnect', ({ err }) => {
      this.lost(manager, err, undefined);
    });
  }

  /** Gives this connection up for another one. */
  reconnect(): void {
    this.manager?.reconnect();
  }

  async stop(): Promise<void> {
    const { manager } = this;
    this.manager = undefined;
    const closed = manager?.close().catch(() => undefined);
    await Promise.race([
      closed,
      new Promise<void>((resolve) => this.parts.clock.setTimer(GOODBYE_MS, resolve)),
    ]);
  }

  private lost(manager: AmqpConnectionManager, error: Error | undefined, host: string | undefined): void {
    const { baseMs: firstMs, capMs: longestMs } = this.config.reconnect;
    manager.reconnectTimeInSeconds =
      dialDelay(this.failures, this.parts.random(), { firstMs, longestMs }) / 1_000;
    this.failures += 1;
    this.parts.lost(this.withoutSecrets(error?.message ?? 'the connection was closed'), this.failures, host);
  }

  private withoutSecrets(text: string): string {
    return this.config.urls.reduce((rest, url) => {
      const { password } = new URL(url);
      if (password === '') return rest;
      return rest.replaceAll(password, '********').replaceAll(decodeURIComponent(password), '********');
    }, text);
  }
}

/** Of a URL only what may be told. */
function hostOf(url: unknown): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).host : undefined;
}
