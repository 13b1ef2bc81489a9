import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { OutputView, StackSummary, StackView } from '../../app/use-cases/use-cases.js';
import { heatTime, heatTimeOrNull } from './heat-time.js';
import { link, linkSchema, stackUrl } from './links.js';
import { outputBody, outputSchema } from './output-view.js';
import { parameterText } from './parameter-text.js';

export const stackIdentitySchema = z.object({ id: z.string(), links: z.array(linkSchema) });

/** A stack as it is listed. `convergence` and `revision` are ours. */
export const stackSummarySchema = stackIdentitySchema.extend({
  stack_name: z.string(),
  description: z.string(),
  stack_status: z.string().meta({ description: 'Such as CREATE_COMPLETE' }),
  stack_status_reason: z.string(),
  creation_time: z.string(),
  updated_time: z.string().nullable(),
  deletion_time: z.string().nullable(),
  stack_owner: z.null(),
  parent: z.null(),
  stack_user_project_id: z.null(),
  tags: z.array(z.string()).nullable(),
  convergence: z
    .enum(['converged', 'converging', 'repairing', 'drifted', 'stalled', 'failed'])
    .meta({ description: 'Whether reality is as the goal wants it' }),
  revision: z.int().meta({ description: 'Numbers the goals of the stack' }),
});

export const stackSchema = stackSummarySchema.extend({
  template_description: z.string(),
  parameters: z.record(z.string(), z.string()),
  outputs: z.array(outputSchema).optional(),
  capabilities: z.array(z.string()),
  notification_topics: z.array(z.string()),
  disable_rollback: z.boolean(),
  timeout_mins: z.int().nullable(),
});

const NO_DESCRIPTION = 'No description';

export function stackSummary(
  request: FastifyRequest,
  stack: StackSummary,
): z.infer<typeof stackSummarySchema> {
  return {
    id: stack.id,
    links: [link('self', stackUrl(request, stack))],
    stack_name: stack.name,
    description: stack.description || NO_DESCRIPTION,
    stack_status: `${stack.action}_${stack.status}`,
    stack_status_reason: stack.statusReason,
    creation_time: heatTime(stack.createdAt),
    updated_time: heatTimeOrNull(stack.updatedAt),
    deletion_time: heatTimeOrNull(stack.deletedAt),
    stack_owner: null,
    parent: null,
    stack_user_project_id: null,
    tags: stack.tags.length === 0 ? null : [...stack.tags],
    convergence: stack.convergence,
    revision: stack.revision,
  };
}

/** @param outputs undefined: they were not asked for. */
export function stackBody(
  request: FastifyRequest,
  stack: StackView,
  outputs: readonly OutputView[] | undefined,
): z.infer<typeof stackSchema> {
  const own = stack.parameters.map((parameter) => [parameter.name, parameterText(parameter)]);
  return {
    ...stackSummary(request, stack),
    template_description: stack.description || NO_DESCRIPTION,
    parameters: {
      'OS::project_id': stack.tenant,
      'OS::stack_id': stack.id,
      'OS::stack_name': stack.name,
      ...(Object.fromEntries(own) as Record<string, string>),
    },
    ...(outputs === undefined ? {} : { outputs: outputs.map(outputBody) }),
    capabilities: [],
    notification_topics: [],
    disable_rollback: stack.disableRollback,
    timeout_mins: stack.timeoutMins,
  };
}
