import { Broker } from '../../../../lib/amqp/broker.js';
import type { Clock } from '../../../../lib/clock.js';
import type { LoadedProvider } from '../../../../lib/handler/handler-catalogue.js';
import type { NotificationSource, Notify } from '../../../../lib/handler/notification-source.js';
import type { Logger } from '../../../../lib/log.js';
import { isWorthSaying } from '../../../../lib/log/seldom.js';
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
  private broker: Broker | undefined;
  private queues: readonly AmqpQueue[] = [];

  constructor(
    private readonly config: AmqpConfig,
    private readonly parts: AmqpParts,
  ) {}

  start(notify: Notify): Promise<void> {
    const { providers, clock, random, log, onMessage } = this.parts;
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
    this.broker = new Broker(this.config, {
      name: 'isotherm observer',
      clock,
      random,
      connected: (connection, host) => {
        log.info({ broker: host }, 'connected to the broker');
        for (const queue of this.queues) queue.connected(connection);
      },
      lost: (reason, failures, host) => {
        for (const queue of this.queues) queue.disconnected();
        this.say(reason, failures, host);
      },
    });
    this.broker.start();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    const { broker, queues } = this;
    this.queues = [];
    await Promise.all(queues.map((queue) => queue.stop()));
    await broker?.stop();
  }

  /** Queues that are consumed now. */
  get consuming(): number {
    return this.queues.filter(({ consuming }) => consuming).length;
  }

  /** Ever more seldom while it goes on. */
  private say(reason: string, failures: number, broker: string | undefined): void {
    if (!isWorthSaying(failures)) return;
    this.parts.log.warn(
      { ...(broker !== undefined && { broker }), reason, failures },
      'the broker cannot be reached; things are looked at all the same',
    );
  }
}
