import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { EventView, StackIdentity } from '../../../app/use-cases/use-cases.js';
import { heatTime } from '../http/heat-time.js';
import { link, linkSchema, resourceUrl, stackUrl } from '../http/links.js';

/** An event as it is listed. `sequence` is ours. */
export const eventSummarySchema = z.object({
  id: z.string(),
  event_time: z.string(),
  resource_name: z.string(),
  logical_resource_id: z.string(),
  physical_resource_id: z.string().nullable().meta({ description: 'null while there was none' }),
  resource_status: z.string(),
  resource_status_reason: z.string(),
  links: z.array(linkSchema),
  sequence: z.int().meta({ description: "Numbers the stack's events in the order of their commits" }),
});

export const eventSchema = eventSummarySchema.extend({ resource_type: z.string() });

/** @param options.linksRoot with a link to the root of its stack, which is its stack: none is nested */
export function eventSummary(
  request: FastifyRequest,
  stack: StackIdentity,
  event: EventView,
  { linksRoot = false }: { readonly linksRoot?: boolean } = {},
): z.infer<typeof eventSummarySchema> {
  const resource = resourceUrl(request, stack, event.resource);
  return {
    id: event.id,
    event_time: heatTime(event.time),
    resource_name: event.resource,
    logical_resource_id: event.resource,
    physical_resource_id: event.physicalId || null,
    resource_status: `${event.action}_${event.status}`,
    resource_status_reason: event.statusReason,
    links: [
      link('self', `${resource}/events/${event.id}`),
      link('resource', resource),
      link('stack', stackUrl(request, stack)),
      ...(linksRoot ? [link('root_stack', stackUrl(request, stack))] : []),
    ],
    sequence: event.sequence,
  };
}

/** Heat also shows the resource's properties; our events hold none, so that they can hold no secret. */
export function eventBody(
  request: FastifyRequest,
  stack: StackIdentity,
  event: EventView,
): z.infer<typeof eventSchema> {
  return { ...eventSummary(request, stack, event), resource_type: event.type };
}
