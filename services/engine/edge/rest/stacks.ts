import { z } from 'zod';
import { checkStackName } from '../../app/use-cases/stack-name.js';
import type { StackIdentity } from '../../app/use-cases/use-cases.js';
import type { RestApp, RestContext } from './context.js';
import { createBody, flagOf, goalRequest, patchBody, requireTemplate, updateBody } from './goal-body.js';
import { link, linkSchema, nextPage, stackUrl } from './links.js';
import { idempotencyKey, ifRevision } from './preconditions.js';
import { booleanOf, querySchema, type Query } from './query.js';
import { stackQuery, stackQuerySchema } from './stack-query.js';
import { stackOf, STACK, stackParams, tenantParams } from './stack-of.js';
import {
  stackBody,
  stackIdentitySchema,
  stackSchema,
  stackSummary,
  stackSummarySchema,
} from './stack-view.js';

const tags = ['stacks'];
const accepted = z.object({
  code: z.string(),
  message: z.string(),
  title: z.string(),
  revision: z.int().meta({ description: 'Of the goal that was accepted' }),
});

function listBody<Stack extends z.ZodObject>(stack: Stack) {
  return z.object({
    stacks: z.array(stack),
    links: z.array(linkSchema).optional(),
    count: z.int().optional(),
  });
}

export function stackRoutes(app: RestApp, context: RestContext): void {
  listRoutes(app, context);
  createRoute(app, context);
  showRoute(app, context);
  updateRoutes(app, context);
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

function createRoute(app: RestApp, { useCases }: RestContext): void {
  app.post(
    '/v1/:tenant/stacks',
    {
      schema: {
        tags,
        summary: 'Creates a stack; answers once its goal is stored',
        params: tenantParams,
        headers: z.looseObject({
          'idempotency-key': z
            .string()
            .optional()
            .meta({ description: 'Sent again, it answers the first stack' }),
        }),
        body: createBody,
        response: { 201: z.object({ stack: stackIdentitySchema }) },
      },
    },
    async (request, reply) => {
      const name = checkStackName(request.body.stack_name);
      const goal = { ...requireTemplate(goalRequest(request.body)), name };
      const stack = await useCases.createStack(request.params.tenant, goal, idempotencyKey(request));
      const href = stackUrl(request, stack);
      return reply
        .code(201)
        .header('location', href)
        .send({ stack: { id: stack.id, links: [link('self', href)] } });
    },
  );
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

const ifMatchHeader = z.looseObject({
  'if-match': z.string().optional().meta({ description: 'The revision that the stack must have, in quotes' }),
});

function updateRoutes(app: RestApp, { useCases }: RestContext): void {
  const update = async (
    stack: StackIdentity,
    body: z.infer<typeof updateBody>,
    existing: boolean,
    precondition: { ifRevision?: number },
  ) => {
    const request = goalRequest(body);
    const goal = existing ? request : requireTemplate(request);
    const { revision } = await useCases.updateStack(stack.tenant, stack.id, goal, {
      existing,
      ...precondition,
    });
    return {
      code: '202 Accepted',
      message: 'The request is accepted for processing.',
      title: 'Accepted',
      revision,
    };
  };
  const common = { tags, params: stackParams, headers: ifMatchHeader, response: { 202: accepted } };

  app.put(
    STACK,
    { schema: { ...common, summary: 'Gives the stack a new goal', body: updateBody } },
    async (request, reply) => {
      const stack = await stackOf(useCases, request.params);
      const existing = flagOf(request.body.existing ?? false, 'existing');
      return reply.code(202).send(await update(stack, request.body, existing, ifRevision(request)));
    },
  );

  app.patch(
    STACK,
    { schema: { ...common, summary: 'Changes the goal; what is left out is kept', body: patchBody } },
    async (request, reply) => {
      const stack = await stackOf(useCases, request.params);
      return reply.code(202).send(await update(stack, request.body ?? {}, true, ifRevision(request)));
    },
  );
}

function deleteRoute(app: RestApp, { useCases }: RestContext): void {
  app.delete(
    STACK,
    { schema: { tags, summary: 'Deletes the stack; answers once that is its goal', params: stackParams } },
    async (request, reply) => {
      const { tenant, id } = await stackOf(useCases, request.params);
      await useCases.deleteStack(tenant, id);
      return reply.code(204).send();
    },
  );
}
