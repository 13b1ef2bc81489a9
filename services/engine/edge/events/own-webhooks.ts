import type { Clock } from '../../../../lib/clock.js';
import { hostOf, isAllowedHost } from '../../../../lib/config/host-pattern.js';
import type { WebhookEntry } from '../../../../lib/hot/environment/event-sinks.js';
import type { OutboxEvent } from '../../app/event-sink.js';
import { postEvents } from './post-events.js';

export interface OwnWebhookOptions {
  readonly hosts: readonly string[];
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
}

/** Webhooks that environments name: only at hosts that are allowed now, whatever was allowed when they were named. */
export class OwnWebhooks {
  constructor(
    private readonly options: OwnWebhookOptions,
    private readonly clock: Clock,
  ) {}

  async deliver(sink: WebhookEntry, events: readonly OutboxEvent[], signal: AbortSignal): Promise<void> {
    const { hosts, allowPrivate, timeoutMs } = this.options;
    const url = new URL(sink.url);
    if (!isAllowedHost(hostOf(url), hosts))
      throw new Error(`${url.host}: events may not be sent there (events.own.hosts)`);
    const target = {
      url,
      secret: sink.secret,
      timeoutMs,
      allowPrivate,
      allowedBy: 'events.own.allowPrivate',
      unshared: true,
    };
    await postEvents(target, events, this.clock, signal);
  }
}
