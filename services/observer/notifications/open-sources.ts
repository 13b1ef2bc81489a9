import { systemClock } from '../../../lib/clock.js';
import type { LoadedProvider } from '../../../lib/handler/handler-catalogue.js';
import type { NotificationSource, Notify } from '../../../lib/handler/notification-source.js';
import type { Logger } from '../../../lib/log.js';
import { AmqpSource, type AmqpParts } from './amqp/source.js';
import type { NotificationsConfig } from './config.js';
import { WatchedThings } from './watched-things.js';

export interface Sources {
  /** To be told what is watched. */
  readonly watchedThings: WatchedThings;
  start(notify: Notify): Promise<void>;
  stop(): Promise<void>;
}

export interface SourceParts {
  readonly providers: readonly LoadedProvider[];
  readonly node: string;
  readonly log: Logger;
  readonly onMessage: AmqpParts['onMessage'];
}

/** The sources that the configuration asks for. */
export function openSources(config: NotificationsConfig, parts: SourceParts): Sources {
  const { providers, node, log, onMessage } = parts;
  const sources: NotificationSource[] = [];
  const byType = new Map<string, NotificationSource>();
  for (const { provider, settings } of config.ownSources ? providers : []) {
    const source = provider.notificationSource?.({
      settings,
      node,
      log: log.child({ provider: provider.name }),
    });
    if (!source) continue;
    sources.push(source);
    for (const { type } of provider.handlers) byType.set(type, source);
  }
  if (config.amqp.urls.length > 0) {
    const random = Math.random;
    sources.push(new AmqpSource(config.amqp, { providers, clock: systemClock, random, log, onMessage }));
  }
  return {
    watchedThings: new WatchedThings(byType),
    start: async (notify) => {
      for (const source of sources) await source.start(notify);
    },
    stop: async () => {
      await Promise.all(sources.map((source) => source.stop()));
    },
  };
}
