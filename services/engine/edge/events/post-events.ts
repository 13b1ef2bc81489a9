import type { Clock } from '../../../../lib/clock.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import type { OutboxEvent } from '../../app/event-sink.js';
import { checkedRequest, type CheckAddress } from '../outbound/checked-request.js';
import { inTime } from '../outbound/in-time.js';
import { isPrivateAddress } from '../outbound/private-addresses.js';
import { eventMessage } from './event-message.js';
import { signed } from './signature.js';

export interface PostTarget {
  readonly url: URL;
  /** Undefined: nothing is signed. */
  readonly secret: string | undefined;
  readonly timeoutMs: number;
  /** It may have addresses of this machine and of private networks; */
  readonly allowPrivate: boolean;
  /** which is said by this setting. */
  readonly allowedBy: string;
  /** Every request has a connection of its own, that none is used which was opened under another check. */
  readonly unshared?: boolean;
}

/** Posts events as webhooks get them. @throws Error unless the answer is 2xx; of the URL it tells the host alone */
export async function postEvents(
  target: PostTarget,
  events: readonly OutboxEvent[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { url, timeoutMs } = target;
  const body = JSON.stringify({ events: events.map(entry) });
  try {
    const status = await inTime({ clock, timeoutMs, signal }, (over) =>
      post(target, body, clock.now(), over),
    );
    if (status >= 200 && status < 300) return;
    const why = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
    throw new Error(`it answered ${String(status)}${why}`);
  } catch (error) {
    // Of the URL only the host: the rest of it may be secret.
    throw new Error(`${url.host}: ${reasonOf(error)}`, { cause: error });
  }
}

async function post(target: PostTarget, body: string, nowMs: number, signal: AbortSignal): Promise<number> {
  const { url, secret, unshared } = target;
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'isotherm',
    ...(secret !== undefined && signed(secret, body, nowMs)),
  };
  const options = { method: 'POST', headers, signal, ...(unshared && { agent: false }) };
  const response = await checkedRequest(url, refusePrivate(target), options, body);
  // What it says beside its status is not read.
  response.destroy();
  return response.statusCode ?? 0;
}

function refusePrivate({ allowPrivate, allowedBy }: PostTarget): CheckAddress {
  return (address) => {
    if (allowPrivate || !isPrivateAddress(address)) return;
    throw new Error(`its address ${address} is private: set ${allowedBy} if it is meant`);
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
