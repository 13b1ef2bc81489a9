import type { OutboxEvent } from '../../app/event-sink.js';
import { heatTime, heatTimeOrNull } from '../rest/http/heat-time.js';

/** What others are told of an event, by whatever way. */
export interface EventMessage {
  /** `orchestration.stack.create.start`, `orchestration.resource.update.end`, … */
  readonly eventType: string;
  readonly priority: 'info' | 'error';
  readonly payload: Readonly<Record<string, unknown>>;
}

const SUFFIX = { IN_PROGRESS: 'start', COMPLETE: 'end', FAILED: 'error' } as const;

/**
 * As Heat's notifications of stacks: the same types and keys. Stacks have no users, so those are null. Events of resources, which Heat does
 * not tell of, have a type and a few keys more.
 */
export function eventMessage(event: OutboxEvent): EventMessage {
  const { stack, action, status } = event;
  const isStack = event.physicalId === stack.id && event.type === 'OS::Heat::Stack';
  return {
    eventType: `orchestration.${isStack ? 'stack' : 'resource'}.${action.toLowerCase()}.${SUFFIX[status]}`,
    priority: status === 'FAILED' ? 'error' : 'info',
    payload: {
      tenant_id: stack.tenant,
      user_id: null,
      username: null,
      user_identity: null,
      stack_identity: stack.id,
      stack_name: stack.name,
      state: `${action}_${status}`,
      state_reason: event.statusReason,
      create_at: heatTime(stack.createdAt),
      updated_at: heatTimeOrNull(stack.updatedAt),
      description: stack.description,
      tags: stack.tags,
      ...(!isStack && {
        resource_name: event.resource,
        resource_type: event.type,
        physical_resource_id: event.physicalId,
      }),
      event_id: event.id,
      sequence: event.sequence,
    },
  };
}
