import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import { checkStackName } from '../../../app/use-cases/stack-name.js';
import { acceptedBody, acceptedSchema } from './accepted.js';
import { adoption } from './adopt-body.js';
import { allowedGoal } from './allowed-goal.js';
import type { RestApp, RestContext } from '../context.js';
import { errorBody, errorSchema } from '../http/error-body.js';
import {
  createBody,
  goalRequest,
  ofUpdates,
  patchBody,
  requireTemplate,
  updateBody,
  updateRequest,
  type UpdateBody,
} from './goal-body.js';
import { link, stackUrl } from '../http/links.js';
import { planBody, planSchema } from './plan-view.js';
import { idempotencyKey, ifRevision } from '../http/preconditions.js';
import { stackOf, STACK, stackParams, tenantParams } from './stack-of.js';
import { stackIdentitySchema } from './stack-view.js';

const tags = ['stacks'];

/** Goals that come with a template. */
export function putStackRoutes(app: RestApp, context: RestContext): void {
  createRoute(app, context);
  updateRoutes(app, context);
}

function createRoute(app: RestApp, { useCases, templateLimits }: RestContext): void {
  app.post(
    '/v1/:tenant/stacks',
    {
      config: { action: 'stacks:create' },
      schema: {
        tags,
        summary: 'Creates or adopts a stack; answers once its goal is stored',
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
      const { body, params } = request;
      const name = checkStackName(body.stack_name);
      const adopted = adoption(body, templateLimits);
      const wanted = adopted?.goal ?? requireTemplate(goalRequest(body, ofUpdates));
      const goal = await allowedGoal(useCases, request, wanted);
      const stack = await useCases.createStack(
        params.tenant,
        { ...goal, name },
        {
          username: request.principal?.name ?? null,
          ...idempotencyKey(request),
          ...(adopted && { adopt: adopted.document }),
        },
      );
      const href = stackUrl(request, stack);
      return reply
        .code(201)
        .header('location', href)
        .send({ stack: { id: stack.id, links: [link('self', href)] } });
    },
  );
}

const ifMatchHeader = z.looseObject({
  'if-match': z.string().optional().meta({ description: 'The revision that the stack must have, in quotes' }),
});

const planChanged = errorSchema
  .extend({
    plan: planSchema.optional().meta({ description: 'With `plan.changed`: what it would do by now' }),
  })
  .meta({ description: 'The update would not do what the plan that it demands says' });

function updateRoutes(app: RestApp, { useCases }: RestContext): void {
  const common = {
    tags,
    params: stackParams,
    headers: ifMatchHeader,
    response: { 202: acceptedSchema, 409: planChanged },
  };

  /** Answers what came of it, or the plan as it is now when that is not the one that was demanded. */
  const update = async (
    request: FastifyRequest,
    params: z.infer<typeof stackParams>,
    body: UpdateBody | null | undefined,
  ) => {
    const { tenant, id } = await stackOf(useCases, params);
    const { goal: wanted, existing } = updateRequest(request.method, body);
    const goal = await allowedGoal(useCases, request, wanted);
    const demanded = body?.plan ? { plan: body.plan } : {};
    try {
      const options = { existing, ...ifRevision(request), ...demanded };
      const { revision } = await useCases.updateStack(tenant, id, goal, options);
      return { code: 202 as const, answer: acceptedBody(revision) };
    } catch (error) {
      if (!(error instanceof IsothermError) || error.code !== 'plan.changed') throw error;
      const plan = planBody(await useCases.plans.planUpdate(tenant, id, goal, { existing }));
      return { code: 409 as const, answer: { ...errorBody(error.code, error.message, error.faults), plan } };
    }
  };

  app.put(
    STACK,
    {
      config: { action: 'stacks:update' },
      schema: { ...common, summary: 'Gives the stack a new goal', body: updateBody },
    },
    async (request, reply) => {
      const { code, answer } = await update(request, request.params, request.body);
      return reply.code(code).send(answer);
    },
  );

  app.patch(
    STACK,
    {
      config: { action: 'stacks:update_patch' },
      schema: {
        ...common,
        summary: 'Changes the goal; what is left out is kept, so that without a body it is a new try',
        body: patchBody,
      },
    },
    async (request, reply) => {
      const { code, answer } = await update(request, request.params, request.body);
      return reply.code(code).send(answer);
    },
  );
}
