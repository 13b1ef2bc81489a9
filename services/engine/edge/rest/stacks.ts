import { z } from 'zod';
import { noContent } from './answers.js';
import type { RestApp, RestContext } from './context.js';
import { linkSchema, nextPage } from './links.js';
import { booleanOf, querySchema, type Query } from './query.js';
import { stackQuery, stackQuerySchema } from './stack-query.js';
import { stackOf, STACK, stackParams, tenantParams } from './stack-of.js';
import { stackBody, stackSchema, stackSummary, stackSummarySchema } from './stack-view.js';

const tags = ['stacks'];
function listBody<Stack extends z.ZodObject>(stack: Stack) {
  return z.object({
    stacks: z.array(stack),
    links: z.array(linkSchema).optional(),
    count: z.int().optional(),
  });
}

export function stackRoutes(app: RestApp, context: RestContext): void {
  listRoutes(app, context);
  showRoute(app, context);
  deleteRoute(app, context);
}

function listRoutes(app: RestApp, { useCases }: RestContext): void {
  const params = tenantParams;
  const querystring = stackQuerySchema;

  app.get(
    '/v1/:tenant/stacks',
    {
      schema: {
        tags,
        summary: 'Stacks',
        params,
        querystring,
        response: { 200: listBody(stackSummarySchema) },
      },
    },
    async (request) => {
      const { tenant } = request.params;
      const query = stackQuery(request.query);
      const stacks = await useCases.listStacks(tenant, query);
      return {
        stacks: stacks.map((stack) => stackSummary(request, stack)),
        ...nextPage(request, stacks, query.limit),
        ...(await count(tenant, request.query)),
      };
    },
  );

  app.get(
    '/v1/:tenant/stacks/detail',
    {
      schema: {
        tags,
        summary: 'Stacks with their parameters',
        params,
        querystring,
        response: { 200: listBody(stackSchema) },
      },
    },
    async (request) => {
      const { tenant } = request.params;
      const query = stackQuery(request.query);
      const stacks = await useCases.listStacks(tenant, query);
      const views = [];
      for (const { id } of stacks)
        views.push(await useCases.showStack(tenant, id, { resolveOutputs: false }));
      return {
        stacks: views.map((view) => stackBody(request, view, undefined)),
        ...nextPage(request, stacks, query.limit),
        ...(await count(tenant, request.query)),
      };
    },
  );

  async function count(tenant: string, query: Query): Promise<{ count?: number }> {
    if (!booleanOf(query, 'with_count')) return {};
    const { limit: _limit, marker: _marker, ...filters } = stackQuery(query);
    return { count: (await useCases.listStacks(tenant, filters)).length };
  }
}

function showRoute(app: RestApp, { useCases }: RestContext): void {
  app.get(
    STACK,
    {
      schema: {
        tags,
        summary: 'A stack; a deleted one too',
        params: stackParams,
        querystring: querySchema({ resolve_outputs: 'false: without outputs' }),
        response: { 200: z.object({ stack: stackSchema }) },
      },
    },
    async (request, reply) => {
      const { tenant, id } = await stackOf(useCases, request.params);
      const resolveOutputs = booleanOf(request.query, 'resolve_outputs') ?? true;
      const stack = await useCases.showStack(tenant, id, { resolveOutputs });
      return reply
        .header('etag', `"${stack.revision}"`)
        .send({ stack: stackBody(request, stack, resolveOutputs ? stack.outputs : undefined) });
    },
  );
}

function deleteRoute(app: RestApp, { useCases }: RestContext): void {
  app.delete(
    STACK,
    {
      schema: {
        tags,
        summary: 'Deletes the stack; answers once that is its goal',
        params: stackParams,
        response: noContent,
        querystring: querySchema({
          force:
            'true: what cannot be deleted is given up, and left behind (`left_behind` tells what that may be)',
        }),
      },
    },
    async (request, reply) => {
      const { tenant, id } = await stackOf(useCases, request.params);
      await useCases.deleteStack(tenant, id, { force: booleanOf(request.query, 'force') ?? false });
      return reply.code(204).send(null);
    },
  );
}
