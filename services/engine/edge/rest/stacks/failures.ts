import { z } from 'zod';
import type { RestApp, RestContext } from '../context.js';
import { STACK, stackOf, stackParams } from './stack-of.js';

const failuresBody = z.object({
  failures: z.array(
    z.object({
      resource_name: z.string(),
      resource_type: z.string(),
      physical_resource_id: z.string(),
      path: z.string().meta({ description: 'From the stack to the resource, such as shop.db' }),
      action: z.string(),
      attempt: z.int().meta({ description: 'The tries that failed so far' }),
      cause: z.string(),
      output: z.array(z.string()).meta({ description: "The last lines of the handler's log" }),
      time: z.string(),
      retried: z.boolean().meta({ description: 'It will be tried again by itself' }),
    }),
  ),
});

/** Ours: what failed under the present goal: resources, or the stack as a whole under its own name. */
export function failureRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    `${STACK}/failures`,
    {
      config: { action: 'stacks:failures' },
      schema: {
        tags: ['failures'],
        summary: 'What failed under the present goal, the root cause first',
        params: stackParams,
        response: { 200: failuresBody },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      const failures = await useCases.listFailures(tenant, id);
      return {
        failures: failures.map((failure) => ({
          resource_name: failure.resource,
          resource_type: failure.type,
          physical_resource_id: failure.physicalId,
          path: failure.path,
          action: failure.action,
          attempt: failure.attempt,
          cause: failure.cause,
          output: [...failure.output],
          time: failure.time.toISOString(),
          retried: failure.retried,
        })),
      };
    },
  );
}
