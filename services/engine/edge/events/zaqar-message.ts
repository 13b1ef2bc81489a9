import type { ZaqarEntry } from '../../../../lib/hot/environment/event-sinks.js';
import type { OutboxEvent } from '../../app/event-sink.js';

/** In seconds, where the sink says none. As in Heat. */
const TTL = 3_600;

/** An event as Heat puts it into a queue: the same keys, but properties of resources are not told. */
export function zaqarMessage({ ttl }: ZaqarEntry, event: OutboxEvent): object {
  return {
    ttl: ttl ?? TTL,
    body: {
      timestamp: `${event.time.toISOString().slice(0, -1)}000`,
      version: '0.1',
      type: 'os.heat.event',
      id: event.id,
      payload: {
        resource_name: event.resource,
        physical_resource_id: event.physicalId,
        stack_id: event.stack.id,
        resource_action: event.action,
        resource_status: event.status,
        resource_status_reason: event.statusReason,
        resource_type: event.type,
        resource_properties: null,
        version: '0.1',
      },
    },
  };
}
