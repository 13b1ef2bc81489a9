import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ResourceView, StackIdentity } from '../../../app/use-cases/use-cases.js';
import { heatTimeOrNull } from '../http/heat-time.js';
import { link, linkSchema, resourceUrl, stackUrl } from '../http/links.js';

/** A resource as it is listed. What comes after `links` is ours. */
export const resourceSummarySchema = z.object({
  resource_name: z.string(),
  logical_resource_id: z.string(),
  physical_resource_id: z.string(),
  resource_type: z.string(),
  resource_status: z.string(),
  resource_status_reason: z.string(),
  required_by: z.array(z.string()),
  creation_time: z.string().nullable(),
  updated_time: z.string().nullable(),
  links: z.array(linkSchema),
  requires: z.array(z.string()),
  started_time: z.string().nullable().meta({ description: 'When its last step began, with milliseconds' }),
  held_by_hook: z.string().nullable().meta({ description: 'The hook that holds it until it is cleared' }),
  ended_time: z.string().nullable().meta({ description: 'When its last step ended, with milliseconds' }),
});

export const resourceSchema = resourceSummarySchema.extend({
  description: z.string(),
  attributes: z.record(z.string(), z.unknown()),
});

export function resourceSummary(
  request: FastifyRequest,
  stack: StackIdentity,
  resource: ResourceView,
): z.infer<typeof resourceSummarySchema> {
  return {
    resource_name: resource.name,
    logical_resource_id: resource.name,
    physical_resource_id: resource.physicalId,
    resource_type: resource.type,
    resource_status: `${resource.action}_${resource.status}`,
    resource_status_reason: resource.statusReason,
    required_by: [...resource.requiredBy],
    creation_time: heatTimeOrNull(resource.createdAt),
    updated_time: heatTimeOrNull(resource.updatedAt),
    links: [
      link('self', resourceUrl(request, stack, resource.name)),
      link('stack', stackUrl(request, stack)),
    ],
    requires: [...resource.requires],
    started_time: resource.startedAt?.toISOString() ?? null,
    held_by_hook: resource.heldByHook || null,
    ended_time: resource.endedAt?.toISOString() ?? null,
  };
}

export function resourceBody(
  request: FastifyRequest,
  stack: StackIdentity,
  resource: ResourceView,
): z.infer<typeof resourceSchema> {
  return {
    ...resourceSummary(request, stack, resource),
    description: resource.description,
    attributes: { ...resource.attributes },
  };
}
