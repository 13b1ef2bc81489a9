import { z } from 'zod';
import { checkStackName } from '../../../app/use-cases/stack-name.js';
import { allowedGoal } from './allowed-goal.js';
import type { RestApp, RestContext } from '../context.js';
import {
  createBody,
  goalRequest,
  ofUpdates,
  patchBody,
  requireTemplate,
  updateRequest,
} from './goal-body.js';
import { planBody, planSchema } from './plan-view.js';
import { STACK, stackOf, stackParams, tenantParams } from './stack-of.js';

const tags = ['plans'];
const response = { 200: z.object({ plan: planSchema }) };

/** Ours: what a goal would do, before it is one. */
export function planRoutes(app: RestApp, { useCases }: RestContext): void {
  app.post(
    '/v1/:tenant/stacks/plan',
    {
      config: { action: 'stacks:plan' },
      schema: { tags, summary: 'What a create would do', params: tenantParams, body: createBody, response },
    },
    async (request) => {
      const { params, body } = request;
      const wanted = requireTemplate(goalRequest(body, ['adopt_stack_data', ...ofUpdates]));
      const goal = await allowedGoal(useCases, request, wanted);
      const name = checkStackName(body.stack_name);
      return { plan: planBody(await useCases.plans.planCreate(params.tenant, { ...goal, name })) };
    },
  );

  app.route({
    method: ['POST', 'PUT', 'PATCH'],
    url: `${STACK}/plan`,
    config: { action: 'stacks:plan_update' },
    schema: {
      tags,
      summary: 'What an update with the same method and body would do (POST: as PUT)',
      params: stackParams,
      body: patchBody,
      response,
    },
    handler: async (request) => {
      const { method, params, body } = request;
      const { tenant, id } = await stackOf(useCases, params);
      const { goal: wanted, existing } = updateRequest(method, body, ['plan']);
      const goal = await allowedGoal(useCases, request, wanted);
      return { plan: planBody(await useCases.plans.planUpdate(tenant, id, goal, { existing })) };
    },
  });
}
