import type { Json, JsonObject } from '../../../../lib/json.js';

/** What a message says, out of its envelope. */
export interface Unwrapped {
  /** Empty for plain JSON. */
  readonly eventType: string;
  readonly payload: Json;
  /** When it was sent, in ms since the epoch, if its envelope says so. */
  readonly sentMs: number | undefined;
}

/** A message that nobody can read; the message says why. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/**
 * Takes a message out of its envelope: oslo.messaging 2.0 (a text in `oslo.message`), oslo.messaging 1.0 (`event_type` and `payload`
 * beside each other), or none, when the whole body is the payload.
 * @throws Malformed
 */
export function unwrapMessage(content: Buffer): Unwrapped {
  const body = parsed(textOf(content), 'the body');
  const inner = body['oslo.message'];
  if (inner === undefined) return isEnvelope(body) ? flat(body) : plain(body);
  const version = body['oslo.version'];
  if (typeof version !== 'string' || !version.startsWith('2.'))
    throw new Malformed(
      `the envelope of oslo.messaging has version ${JSON.stringify(version ?? null)}, not 2`,
    );
  if (typeof inner !== 'string') throw new Malformed('oslo.message is no text');
  const message = parsed(inner, 'oslo.message');
  if (!isEnvelope(message)) throw new Malformed('oslo.message has no event_type and payload');
  return flat(message);
}

function isEnvelope(message: JsonObject): boolean {
  return typeof message['event_type'] === 'string' && message['payload'] !== undefined;
}

function flat({ event_type: eventType, payload, timestamp }: JsonObject): Unwrapped {
  return { eventType: eventType as string, payload: payload as Json, sentMs: timeOf(timestamp) };
}

function plain(body: JsonObject): Unwrapped {
  return { eventType: '', payload: body, sentMs: undefined };
}

/** `2026-01-31 12:00:00.123456`, in UTC. */
function timeOf(timestamp: Json | undefined): number | undefined {
  if (typeof timestamp !== 'string') return undefined;
  const ms = Date.parse(`${timestamp.replace(' ', 'T').replace(/Z$/, '')}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

function textOf(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new Malformed('the body is not UTF-8');
  }
}

function parsed(text: string, what: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new Malformed(`${what} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Malformed(`${what} is no JSON object`);
  return value as JsonObject;
}
