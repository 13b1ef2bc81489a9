import { z } from 'zod';
import type { RestApp, RestContext } from '../context.js';
import { integerOf, querySchema } from '../http/query.js';
import { resourceParams, STACK, stackOf } from '../stacks/stack-of.js';

const logsBody = z.object({
  logs: z.array(z.object({ time: z.string(), action: z.string(), line: z.string() })),
});

const MOST_LINES = 10_000;
const DEFAULT_LINES = 1_000;

/** Ours: what the handler of a resource logged, oldest first. */
export function logRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    `${STACK}/resources/:resource/logs`,
    {
      config: { action: 'resource:logs' },
      schema: {
        tags: ['resources'],
        summary: "The handler's log of a resource",
        params: resourceParams,
        querystring: querySchema({ limit: `The newest lines; ${DEFAULT_LINES} by default` }),
        response: { 200: logsBody },
      },
    },
    async (request) => {
      const { tenant, id } = await stackOf(useCases, request.params);
      const limit = Math.min(integerOf(request.query, 'limit', 1) ?? DEFAULT_LINES, MOST_LINES);
      const lines = await useCases.listLogs(tenant, id, request.params.resource, limit);
      return {
        logs: lines.map(({ time, action, line }) => ({ time: time.toISOString(), action, line })),
      };
    },
  );
}
