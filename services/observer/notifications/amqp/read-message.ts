import { z } from 'zod';
import type { Notification } from '../../../../lib/handler/notification-source.js';
import type { Notifications } from '../../../../lib/handler/notifications.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import { fitsTopic } from './topic.js';
import { Malformed, unwrapMessage, type Unwrapped } from './unwrap-message.js';

/** A type that wants to hear of messages. */
export interface Interest {
  readonly type: string;
  readonly notifications: Notifications;
}

export interface ReceivedMessage {
  readonly content: Buffer;
  readonly exchange: string;
  readonly routingKey: string;
}

export interface MessageLimits {
  readonly messageBytes: number;
  readonly idsPerMessage: number;
  readonly gatherMs: number;
}

export interface ReadMessage {
  /** A notification for each type that it is about. */
  readonly notifications: readonly Notification[];
  /** Why it is malformed, for each type that cannot read it; empty: it is well. */
  readonly faults: readonly string[];
  /** In ms since the epoch, if it says so. */
  readonly sentMs?: number | undefined;
}

/** Characters of a physical id. */
const ID_LENGTH = 4_096;

/** What a message says that something has happened to. Of what it says besides nothing is believed. */
export function readMessage(
  message: ReceivedMessage,
  interests: readonly Interest[],
  limits: MessageLimits,
): ReadMessage {
  const { content, exchange, routingKey } = message;
  if (content.length > limits.messageBytes)
    return malformed(
      `it has ${String(content.length)} bytes, and at most ${String(limits.messageBytes)} are read`,
    );
  let unwrapped: Unwrapped;
  try {
    unwrapped = unwrapMessage(content);
  } catch (error) {
    if (error instanceof Malformed) return malformed(error.message);
    throw error;
  }
  const notifications: Notification[] = [];
  const faults: string[] = [];
  for (const { type, notifications: wanted } of interests) {
    if (!concerns(wanted, exchange, routingKey)) continue;
    const one = idsOf(type, wanted, unwrapped, routingKey, limits);
    if ('fault' in one) faults.push(one.fault);
    else if (one.physicalIds.length > 0) notifications.push(one);
  }
  return { notifications, faults, sentMs: unwrapped.sentMs };
}

function concerns({ exchange, routingKeys }: Notifications, from: string, routingKey: string): boolean {
  return exchange === from && routingKeys.some((binding) => fitsTopic(binding, routingKey));
}

function idsOf(
  type: string,
  wanted: Notifications,
  unwrapped: Unwrapped,
  routingKey: string,
  { idsPerMessage, gatherMs }: MessageLimits,
): Notification | { readonly fault: string } {
  const checked = wanted.payload.safeParse(unwrapped.payload);
  if (!checked.success) return { fault: `its payload is none of ${type}: ${words(checked.error)}` };
  let answer: unknown;
  try {
    answer = wanted.things(checked.data, { routingKey, eventType: unwrapped.eventType });
  } catch (error) {
    const cause = reasonOf(error);
    return { fault: `the handler of ${type} cannot tell its things: ${cause}` };
  }
  const ids = z.array(z.string().min(1).max(ID_LENGTH)).max(idsPerMessage).safeParse(answer);
  if (!ids.success) return { fault: `the things of ${type} that it names are no ids: ${words(ids.error)}` };
  return { type, physicalIds: [...new Set(ids.data)], gatherMs };
}

function malformed(fault: string): ReadMessage {
  return { notifications: [], faults: [fault] };
}

/** Where and what, without the values: they may be secret. */
function words({ issues }: z.ZodError): string {
  const [first, ...others] = issues.map(({ path, message }) =>
    path.length > 0 ? `${path.map(String).join('.')}: ${message}` : message,
  );
  return others.length === 0 ? (first ?? '') : `${first ?? ''} (and ${String(others.length)} more)`;
}
