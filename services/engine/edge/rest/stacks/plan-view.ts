import { z } from 'zod';
import type { PlannedProperty, PlannedResource, PlanView } from '../../../app/use-cases/plans.js';

const propertySchema = z.object({
  name: z.string(),
  before: z.unknown().optional().meta({ description: 'Absent: there was none' }),
  after: z
    .unknown()
    .optional()
    .meta({ description: 'Absent: there is none any more, or it is not known yet' }),
  known_after: z.array(z.string()).meta({ description: 'The resources after which the value is known' }),
  replaces: z.boolean().meta({ description: 'A change of it needs a new thing' }),
  drifted: z.unknown().optional().meta({ description: 'What was seen, where that is not what was applied' }),
});

export const planSchema = z.object({
  hash: z
    .string()
    .meta({ description: 'Equal for equal plans of a stack; an update may demand it as `plan`' }),
  revision: z.int().meta({ description: "The stack's when it was planned; 0 for a create" }),
  resources: z.array(
    z.object({
      resource_name: z.string(),
      resource_type: z.string(),
      physical_resource_id: z.string(),
      action: z.enum(['create', 'update', 'replace', 'delete', 'adopt', 'forget', 'none']),
      certain: z.boolean().meta({ description: 'False: it hangs on values that are not known yet' }),
      reason: z.string(),
      properties: z.array(propertySchema).meta({ description: 'Those that differ; of a create all' }),
      requires: z.array(z.string()),
    }),
  ),
});

/** A body that may demand a plan. */
export const demandedPlan = z
  .looseObject({
    plan: z
      .string()
      .nullish()
      .meta({ description: 'Hash of a plan: 409 when anything else would be done by now' }),
  })
  .nullish();

export function planOf(body: z.infer<typeof demandedPlan>): { readonly plan?: string } {
  return body?.plan ? { plan: body.plan } : {};
}

export function planBody({ hash, revision, resources }: PlanView): z.infer<typeof planSchema> {
  return { hash, revision, resources: resources.map(resourceBody) };
}

function resourceBody(planned: PlannedResource): z.infer<typeof planSchema>['resources'][number] {
  return {
    resource_name: planned.resource,
    resource_type: planned.type,
    physical_resource_id: planned.physicalId,
    action: planned.action,
    certain: planned.certain,
    reason: planned.reason,
    properties: planned.properties.map(propertyBody),
    requires: [...planned.requires],
  };
}

function propertyBody({ knownAfter, ...property }: PlannedProperty): z.infer<typeof propertySchema> {
  return { ...property, known_after: [...knownAfter] };
}
