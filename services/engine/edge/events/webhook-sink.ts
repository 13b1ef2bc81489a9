import type { Clock } from '../../../../lib/clock.js';
import type { EventSink, OutboxEvent } from '../../app/event-sink.js';
import { eventMessage } from './event-message.js';
import { checkedRequest } from '../outbound/checked-request.js';
import { isPrivateAddress } from '../outbound/private-addresses.js';
import { signed } from './signature.js';

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
    const body = JSON.stringify({ events: events.map(entry) });
    const { timeoutMs } = this.target;
    const late = new AbortController();
    const cancel = this.clock.setTimer(timeoutMs, () => {
      late.abort(new Error(`it did not answer within ${String(timeoutMs)} ms`));
    });
    const over = AbortSignal.any([signal, late.signal]);
    try {
      const status = await this.post(body, over);
      if (status >= 200 && status < 300) return;
      const why = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
      throw new Error(`it answered ${String(status)}${why}`);
    } catch (error) {
      const cause = late.signal.aborted ? (late.signal.reason as Error) : (error as Error);
      // Of the URL only the host: the rest of it may be secret.
      throw new Error(`${this.url.host}: ${cause.message}`, { cause: error });
    } finally {
      cancel();
    }
  }

  private async post(body: string, signal: AbortSignal): Promise<number> {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'isotherm',
      ...signed(this.target.secret, body, this.clock.now()),
    };
    const options = { method: 'POST', headers, signal };
    const response = await checkedRequest(this.url, this.refusePrivate, options, body);
    // What it says beside its status is not read.
    response.destroy();
    return response.statusCode ?? 0;
  }

  private readonly refusePrivate = (address: string): void => {
    if (this.target.allowPrivate || !isPrivateAddress(address)) return;
    throw new Error(`its address ${address} is private: set allowPrivate if it is meant`);
  };
}

function entry(event: OutboxEvent): object {
  const { eventType, payload } = eventMessage(event);
  return {
    id: event.id,
    sequence: event.sequence,
    event_type: eventType,
    timestamp: event.time.toISOString(),
    payload,
  };
}
