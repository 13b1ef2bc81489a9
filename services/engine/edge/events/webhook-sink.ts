import type { Clock } from '../../../../lib/clock.js';
import type { EventSink, OutboxEvent } from '../../app/event-sink.js';
import { postEvents } from './post-events.js';

export interface WebhookTarget {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly timeoutMs: number;
  readonly batch: number;
  readonly allowPrivate: boolean;
}

/** Many events a request. It is taken when the answer is 2xx; whatever else happens, it is sent again. */
export class WebhookSink implements EventSink {
  readonly name: string;
  readonly batch: number;
  private readonly url: URL;

  constructor(
    private readonly target: WebhookTarget,
    private readonly clock: Clock,
  ) {
    this.name = `webhook.${target.name}`;
    this.batch = target.batch;
    this.url = new URL(target.url);
  }

  start(): void {
    // Nothing is connected before there is something to say.
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  async deliver(events: readonly OutboxEvent[], signal: AbortSignal): Promise<void> {
    const { secret, timeoutMs, allowPrivate } = this.target;
    await postEvents(
      { url: this.url, secret, timeoutMs, allowPrivate, allowedBy: 'allowPrivate' },
      events,
      this.clock,
      signal,
    );
  }
}
