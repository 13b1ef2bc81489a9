import type { OutboxEvent } from '../../app/event-sink.js';
import type { EventMessage } from './event-message.js';

/** A notification in the envelope of oslo.messaging 2.0. The same event has the same `message_id` whenever it is sent. */
export function osloEnvelope(event: OutboxEvent, message: EventMessage, publisherId: string): Buffer {
  const inner = {
    message_id: event.id,
    publisher_id: publisherId,
    event_type: message.eventType,
    priority: message.priority.toUpperCase(),
    payload: message.payload,
    timestamp: osloTime(event.time),
    _unique_id: event.id.replaceAll('-', ''),
  };
  return Buffer.from(JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': JSON.stringify(inner) }));
}

/** `2026-01-31 12:00:00.123000`, in UTC. */
function osloTime(time: Date): string {
  return `${time.toISOString().slice(0, -1).replace('T', ' ')}000`;
}
