import { z } from 'zod';
import { DRIFT_POLICIES } from '../../../../../lib/drift-policy.js';
import type { DriftView } from '../../../app/use-cases/drift.js';
import type { RestApp, RestContext } from '../context.js';
import { resourceParams, STACK, stackOf, stackParams } from './stack-of.js';

const tags = ['drift'];
const propertySchema = z
  .object({
    name: z.string(),
    goal: z.unknown().optional(),
    applied: z.unknown().optional(),
    baseline: z.unknown().optional().meta({ description: 'As it was seen right after applying' }),
    observed: z.unknown().optional(),
    drifted: z.boolean(),
  })
  .meta({ description: 'A value that is not known, or not read back, is left out' });

const response = {
  200: z.object({
    drift: z.array(
      z.object({
        resource_name: z.string(),
        resource_type: z.string(),
        physical_resource_id: z.string(),
        drift_policy: z.enum(DRIFT_POLICIES),
        status: z
          .enum(['absent', 'pending', 'ready', 'broken', 'unknown'])
          .meta({ description: 'As last seen; unknown before the first look, and while its node is silent' }),
        drifted: z.boolean(),
        reason: z.string(),
        properties: z.array(propertySchema),
      }),
    ),
  }),
};

/** Ours: goal, applied and observed side by side. */
export function driftRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    `${STACK}/drift`,
    {
      config: { action: 'stacks:drift' },
      schema: { tags, summary: 'All that drifted', params: stackParams, response },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return { drift: (await useCases.drift.showDrift(tenant, id)).map(driftBody) };
    },
  );

  app.get(
    `${STACK}/resources/:resource/drift`,
    {
      config: { action: 'resource:drift' },
      schema: {
        tags,
        summary: 'Goal, applied and observed of a resource, drifted or not',
        params: resourceParams,
        response,
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return { drift: (await useCases.drift.showDrift(tenant, id, params.resource)).map(driftBody) };
    },
  );
}

function driftBody(view: DriftView): z.infer<(typeof response)[200]>['drift'][number] {
  return {
    resource_name: view.resource,
    resource_type: view.type,
    physical_resource_id: view.physicalId,
    drift_policy: view.policy,
    status: view.status,
    drifted: view.drifted,
    reason: view.reason,
    properties: view.properties.map((property) => ({ ...property })),
  };
}
