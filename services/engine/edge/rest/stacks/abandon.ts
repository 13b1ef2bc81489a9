import { z } from 'zod';
import type { RestApp, RestContext } from '../context.js';
import { STACK, stackOf, stackParams } from './stack-of.js';

const tags = ['stacks'];

/** Heat's; a create takes it as `adopt_stack_data`. */
const documentSchema = z.object({
  name: z.string(),
  id: z.string(),
  action: z.string(),
  status: z.string(),
  template: z.record(z.string(), z.unknown()),
  environment: z.record(z.string(), z.unknown()),
  files: z.record(z.string(), z.unknown()),
  project_id: z.string(),
  tags: z.array(z.string()).readonly().optional(),
  resources: z.record(
    z.string(),
    z.object({
      name: z.string(),
      resource_id: z.string().nullable(),
      type: z.string(),
      action: z.string(),
      status: z.string(),
      resource_data: z.record(z.string(), z.unknown()),
      metadata: z.unknown(),
    }),
  ),
});

const leftBehind = z.object({
  left_behind: z.array(
    z.object({
      resource_name: z.string(),
      resource_type: z.string(),
      physical_resource_id: z.string(),
      reason: z.string(),
    }),
  ),
});

/** What becomes of things that a stack does not delete. */
export function abandonRoutes(app: RestApp, { useCases }: RestContext): void {
  app.delete(
    `${STACK}/abandon`,
    {
      config: { action: 'stacks:abandon' },
      schema: {
        tags,
        summary: 'Forgets the stack and leaves its things; answers the document that adopts them elsewhere',
        params: stackParams,
        response: { 200: documentSchema },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return useCases.abandonStack(tenant, id);
    },
  );

  app.get(
    `${STACK}/export`,
    {
      config: { action: 'stacks:export' },
      schema: {
        tags,
        summary: 'The document that `abandon` would answer; nothing is forgotten',
        params: stackParams,
        response: { 200: documentSchema },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return useCases.exportStack(tenant, id);
    },
  );

  app.get(
    `${STACK}/left_behind`,
    {
      config: { action: 'stacks:left_behind' },
      schema: {
        tags,
        summary: 'Ours: things that a forced delete may leave behind',
        params: stackParams,
        response: { 200: leftBehind },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      const things = await useCases.leftBehind(tenant, id);
      return {
        left_behind: things.map(({ resource, type, physicalId, reason }) => ({
          resource_name: resource,
          resource_type: type,
          physical_resource_id: physicalId,
          reason,
        })),
      };
    },
  );
}
