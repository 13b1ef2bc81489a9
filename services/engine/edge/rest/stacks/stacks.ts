import { z } from 'zod';
import type { FastifyRequest } from 'fastify';
import type { StackIdentity } from '../../../app/use-cases/use-cases.js';
import type { StackQuery } from '../../../app/use-cases/stack-query.js';
import { noContent } from '../http/answers.js';
import { demand } from '../http/authorise.js';
import type { RestApp, RestContext } from '../context.js';
import { linkSchema, nextPage } from '../http/links.js';
import { booleanOf, givenBooleanOf, querySchema, type Query } from '../http/query.js';
import { stackQuery, stackQuerySchema } from './stack-query.js';
import { stackOf, STACK, stackParams, tenantParams } from './stack-of.js';
import { stackBody, stackSchema, stackSummary, stackSummarySchema } from './stack-view.js';

const tags = ['stacks'];
function listBody<Stack extends z.ZodObject>(stack: Stack) {
  return z.object({
    stacks: z.array(stack.extend({ project: z.string().optional().meta({ description: 'For admins' }) })),
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
      config: { action: 'stacks:index' },
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
      const query = wantedStacks(request);
      const stacks = await useCases.listStacks(tenant, query);
      return {
        stacks: stacks.map((stack) => ({ ...stackSummary(request, stack), ...projectFor(request, stack) })),
        ...nextPage(request, stacks, query.limit),
        ...(await count(tenant, request.query)),
      };
    },
  );

  app.get(
    '/v1/:tenant/stacks/detail',
    {
      config: { action: 'stacks:detail' },
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
      const query = wantedStacks(request);
      const stacks = await useCases.detailStacks(tenant, query);
      return {
        stacks: stacks.map((stack) => ({
          ...stackBody(request, stack, undefined),
          ...projectFor(request, stack),
        })),
        ...nextPage(request, stacks, query.limit),
        ...(await count(tenant, request.query)),
      };
    },
  );

  async function count(tenant: string, query: Query): Promise<{ count?: number }> {
    if (!givenBooleanOf(query, 'with_count')) return {};
    return { count: await useCases.countStacks(tenant, stackQuery(query)) };
  }
}

/** An admin sees of all projects, and has to know of which. */
function projectFor({ principal }: FastifyRequest, { tenant }: StackIdentity): { project?: string } {
  return principal?.isAdmin ? { project: tenant } : {};
}

/** @throws IsothermError `request.forbidden` when it asks for the stacks of all, and may not. */
function wantedStacks(request: FastifyRequest): StackQuery {
  const query = stackQuery(request.query as Query);
  if (query.allTenants) demand(request, 'stacks:global_index');
  return query;
}

function showRoute(app: RestApp, { useCases }: RestContext): void {
  app.get(
    STACK,
    {
      config: { action: 'stacks:show' },
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
      // Of what is gone there are none, as in Heat.
      const showsOutputs = resolveOutputs && !stack.deletedAt;
      return reply
        .header('etag', `"${stack.revision}"`)
        .send({ stack: stackBody(request, stack, showsOutputs ? stack.outputs : undefined) });
    },
  );
}

function deleteRoute(app: RestApp, { useCases }: RestContext): void {
  app.delete(
    STACK,
    {
      config: { action: 'stacks:delete' },
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
