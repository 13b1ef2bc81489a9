import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import { allowedGoal } from '../stacks/allowed-goal.js';
import type { RestApp, RestContext } from '../context.js';
import { environmentSchema } from '../stacks/environments.js';
import { goalRequest, requireTemplate, validateBody } from '../stacks/goal-body.js';
import { parameterSchema } from './parameter-schema.js';
import { booleanOf, querySchema, textOf, type Query } from '../http/query.js';
import { STACK, stackOf, stackParams, tenantParams } from '../stacks/stack-of.js';
import { descriptionText } from '../stacks/stack-view.js';
import { templateDocument } from '../stacks/template-document.js';

const tags = ['templates'];
const validation = z.object({
  Description: z.string(),
  Parameters: z.record(z.string(), z.record(z.string(), z.unknown())),
  ParameterGroups: z
    .array(z.object({ label: z.string(), description: z.string(), parameters: z.array(z.string()) }))
    .optional(),
  Environment: environmentSchema,
});

const validateQuery = querySchema({
  show_nested: 'true or false; there is nothing nested that it would show',
  ignore_errors: 'Codes of faults that do not count, separated by commas: 99001',
});
/** Heat's code for a type whose service is not there. */
const IGNORABLE = new Set(['99001']);

export function templateRoutes(app: RestApp, context: RestContext): void {
  const { useCases, templateLimits } = context;

  app.get(
    `${STACK}/template`,
    {
      config: { action: 'stacks:template' },
      schema: {
        tags,
        summary: 'The template as it was given',
        params: stackParams,
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return templateDocument(await useCases.showTemplate(tenant, id), templateLimits);
    },
  );

  app.post(
    '/v1/:tenant/validate',
    {
      config: { action: 'stacks:validate_template' },
      schema: {
        tags,
        summary: 'Checks a template; all its faults are told at once',
        params: tenantParams,
        querystring: validateQuery,
        body: validateBody,
        response: { 200: validation },
      },
    },
    async (request) => {
      checkValidateQuery(request.query);
      const wanted = requireTemplate(goalRequest(request.body, ['adopt_stack_data']));
      const goal = await allowedGoal(useCases, request, wanted);
      const view = await useCases.validateTemplate(request.params.tenant, goal);
      return {
        Description: descriptionText(view.description),
        Parameters: Object.fromEntries(view.parameters.map((each) => [each.name, parameterSchema(each)])),
        ...(view.parameterGroups && {
          ParameterGroups: view.parameterGroups.map((group) => ({
            ...group,
            parameters: [...group.parameters],
          })),
        }),
        Environment: view.environment,
      };
    },
  );
}

/**
 * Without effect so far as they are right: there are no nested templates, and the types are those that workers have said.
 * @throws IsothermError `request.invalid`
 */
function checkValidateQuery(query: Query): void {
  booleanOf(query, 'show_nested');
  const codes = textOf(query, 'ignore_errors')?.split(',').filter(Boolean) ?? [];
  const unknown = codes.filter((code) => !IGNORABLE.has(code.trim()));
  if (unknown.length === 0) return;
  const said = unknown.map((code) => `'${code.slice(0, 80)}'`).join(', ');
  throw new IsothermError(
    'request.invalid',
    `Invalid codes in ignore_errors : [${said}]; known is 99001, that a type is not available.`,
  );
}
