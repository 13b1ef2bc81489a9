import { z } from 'zod';
import { checkStackName } from '../../../app/use-cases/stack-name.js';
import { allowedGoal } from './allowed-goal.js';
import type { RestApp, RestContext } from '../context.js';
import { booleanOf, querySchema } from '../http/query.js';
import {
  createBody,
  goalRequest,
  ofUpdates,
  patchBody,
  requireTemplate,
  updateRequest,
} from './goal-body.js';
import { link, stackUrl } from '../http/links.js';
import { changesBody, changesSchema, previewBody, previewSchema } from './preview-view.js';
import { STACK, stackOf, stackParams, tenantParams } from './stack-of.js';

const tags = ['previews'];

/** Heat's previews; what they tell is read from our plans, which tell more. */
export function previewRoutes(app: RestApp, { useCases }: RestContext): void {
  app.post(
    '/v1/:tenant/stacks/preview',
    {
      config: { action: 'stacks:preview' },
      schema: {
        tags,
        summary: 'The stack that a create would make',
        params: tenantParams,
        body: createBody,
        response: { 200: z.object({ stack: previewSchema }) },
      },
    },
    async (request) => {
      const { tenant } = request.params;
      const wanted = requireTemplate(goalRequest(request.body, ['adopt_stack_data', ...ofUpdates]));
      const goal = await allowedGoal(useCases, request, wanted);
      const stack = { tenant, name: checkStackName(request.body.stack_name), id: 'None' };
      const plan = await useCases.plans.planCreate(tenant, { ...goal, name: stack.name });
      const template = await useCases.validateTemplate(tenant, goal);
      const links = [link('self', stackUrl(request, stack))];
      return { stack: previewBody(stack, links, goal, template, plan, request.principal?.name ?? null) };
    },
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: `${STACK}/preview`,
    config: { action: 'stacks:preview_update' },
    schema: {
      tags,
      summary: 'Which resources an update with the same method and body would change',
      params: stackParams,
      querystring: querySchema({ show_nested: 'true or false; there is nothing nested that it would show' }),
      body: patchBody,
      response: { 200: z.object({ resource_changes: changesSchema }) },
    },
    handler: async (request) => {
      const { method, params, body } = request;
      booleanOf(request.query, 'show_nested');
      const stack = await stackOf(useCases, params);
      const { goal: wanted, existing } = updateRequest(method, body, ['plan']);
      const goal = await allowedGoal(useCases, request, wanted);
      const plan = await useCases.plans.planUpdate(stack.tenant, stack.id, goal, { existing });
      const standing = await useCases.listResources(stack.tenant, stack.id);
      return { resource_changes: changesBody(stack, plan, standing) };
    },
  });
}
