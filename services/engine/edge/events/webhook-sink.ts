import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Clock } from '../../../../lib/clock.js';
import type { EventSink, OutboxEvent } from '../../app/event-sink.js';
import { eventMessage } from './event-message.js';
import { checkedLookup, checkHost } from '../outbound/checked-lookup.js';
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

  private post(body: string, signal: AbortSignal): Promise<number> {
    const { url } = this;
    checkHost(url, this.refusePrivate);
    const options: RequestOptions = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'isotherm',
        ...signed(this.target.secret, body, this.clock.now()),
      },
      lookup: checkedLookup(this.refusePrivate),
      signal,
    };
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, options);
      request.on('error', reject);
      request.on('response', (response: IncomingMessage) => {
        // What it says beside its status is not read.
        response.destroy();
        resolve(response.statusCode ?? 0);
      });
      // Who answers with another protocol causes neither.
      request.on('close', () => {
        reject(new Error('it did not answer'));
      });
      request.end(body);
    });
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
