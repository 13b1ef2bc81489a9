import { connect, type AmqpConnectionManager } from 'amqp-connection-manager';
import type { Clock } from '../../../../lib/clock.js';
import { dialDelay } from '../../../../lib/grpc/dial-backoff.js';
import type { LoadedProvider } from '../../../../lib/handler/handler-catalogue.js';
import type { NotificationSource, Notify } from '../../../../lib/handler/notification-source.js';
import type { Logger } from '../../../../lib/log.js';
import type { AmqpConfig } from '../config.js';
import { queueNames } from './declare-queues.js';
import { AmqpQueue, type MessageListener } from './queue.js';
import type { Interest } from './read-message.js';

export interface AmqpParts {
  readonly providers: readonly LoadedProvider[];
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  readonly onMessage: (provider: string) => MessageListener;
}

/** How long `stop` waits for the broker. */
const GOODBYE_MS = 2_000;

/** The types of a provider that are notified of by a broker. */
export function interestsOf({ provider }: LoadedProvider): readonly Interest[] {
  return provider.handlers.flatMap(({ type, notifications }) =>
    notifications ? [{ type, notifications }] : [],
  );
}

/**
 * Messages of a broker: one connection, dialled again whenever it is gone, and on it one queue for each provider whose
 * types are notified of. While the broker is away nothing waits for it: things are looked at in their rhythm.
 */
export class AmqpSource implements NotificationSource {
  private manager: AmqpConnectionManager | undefined;
  private queues: readonly AmqpQueue[] = [];
  private failures = 0;

  constructor(
    private readonly config: AmqpConfig,
    private readonly parts: AmqpParts,
  ) {}

  start(notify: Notify): Promise<void> {
    const { providers, clock, random, log, onMessage } = this.parts;
    const { urls, heartbeatSeconds, connectMs } = this.config;
    this.queues = providers.flatMap((loaded) => {
      const interests = interestsOf(loaded);
      if (interests.length === 0) return [];
      const { name } = loaded.provider;
      const names = queueNames(name, this.config);
      const parts = { names, interests, notify, clock, random, log, onMessage: onMessage(name) };
      return [new AmqpQueue(parts, this.config)];
    });
    if (this.queues.length === 0) {
      log.warn({}, 'no provider has notifications by a broker, so none is dialled');
      return Promise.resolve();
    }
    const manager = connect([...urls], {
      heartbeatIntervalInSeconds: heartbeatSeconds,
      connectionOptions: { timeout: connectMs, clientProperties: { connection_name: 'isotherm observer' } },
    });
    this.manager = manager;
    manager.on('connect', ({ url }) => {
      this.failures = 0;
      log.info({ broker: hostOf(url) }, 'connected to the broker');
      const { connection } = manager;
      if (connection) for (const queue of this.queues) queue.connected(connection);
    });
    manager.on('connectFailed', ({ err, url }) => {
      this.lost(manager, err, hostOf(url));
    });
    manager.on('disconnect', ({ err }) => {
      for (const queue of this.queues) queue.disconnected();
      this.lost(manager, err, undefined);
    });
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    const { manager, queues } = this;
    this.manager = undefined;
    this.queues = [];
    await Promise.all(queues.map((queue) => queue.stop()));
    const closed = manager?.close().catch(() => undefined);
    await Promise.race([
      closed,
      new Promise<void>((resolve) => this.parts.clock.setTimer(GOODBYE_MS, resolve)),
    ]);
  }

  /** Queues that are consumed now. */
  get consuming(): number {
    return this.queues.filter(({ consuming }) => consuming).length;
  }

  /** Says so ever more seldom while it goes on, and lets the next try wait longer. */
  private lost(manager: AmqpConnectionManager, error: Error | undefined, broker: string | undefined): void {
    const { random, log } = this.parts;
    const { baseMs: firstMs, capMs: longestMs } = this.config.reconnect;
    manager.reconnectTimeInSeconds = dialDelay(this.failures, random(), { firstMs, longestMs }) / 1_000;
    this.failures += 1;
    if ((this.failures & (this.failures - 1)) !== 0) return;
    const reason = this.withoutSecrets(error?.message ?? 'the connection was closed');
    log.warn(
      { ...(broker !== undefined && { broker }), reason, failures: this.failures },
      'the broker cannot be reached; things are looked at all the same',
    );
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
