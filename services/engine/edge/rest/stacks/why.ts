import { z } from 'zod';
import type { RestApp, RestContext } from '../context.js';
import { querySchema, textOf } from '../http/query.js';
import { STACK, stackOf, stackParams } from './stack-of.js';

const reasons = z.object({
  why: z.array(
    z.object({
      resource_name: z.string(),
      resource_type: z.string(),
      state: z.string(),
      reason: z.string(),
      waits_for: z.array(z.string()).meta({ description: 'The resources it waits for' }),
    }),
  ),
});

/** Ours: for everything that is not converged, what it waits for. */
export function whyRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    `${STACK}/why`,
    {
      config: { action: 'stacks:why' },
      schema: {
        tags: ['why'],
        summary: 'What everything that is not converged waits for',
        params: stackParams,
        querystring: querySchema({ resource: 'Only this resource' }),
        response: { 200: reasons },
      },
    },
    async (request) => {
      const { tenant, id } = await stackOf(useCases, request.params);
      const why = await useCases.why(tenant, id, textOf(request.query, 'resource'));
      return {
        why: why.map(({ resource, type, state, reason, on }) => ({
          resource_name: resource,
          resource_type: type,
          state,
          reason,
          waits_for: [...on],
        })),
      };
    },
  );
}
