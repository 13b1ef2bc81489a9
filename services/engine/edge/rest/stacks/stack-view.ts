import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DRIFT_POLICIES } from '../../../../../lib/drift-policy.js';
import { pseudoParameters } from '../../../../../lib/hot/pseudo-parameters.js';
import type { OutputView, StackIdentity, StackSummary, StackView } from '../../../app/use-cases/use-cases.js';
import { heatTime, heatTimeOrNull } from '../http/heat-time.js';
import { link, linkSchema, stackUrl } from '../http/links.js';
import { outputBody, outputSchema } from './output-view.js';
import { parameterText } from '../templates/parameter-text.js';

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
  stack_owner: z.string().nullable().meta({ description: 'Name of the user who made it' }),
  parent: z.null(),
  stack_user_project_id: z.null(),
  tags: z.array(z.string()).nullable(),
  convergence: z
    .enum(['converged', 'converging', 'repairing', 'drifted', 'unknown', 'stalled', 'paused', 'failed'])
    .meta({ description: 'Whether reality is as the goal wants it' }),
  revision: z.int().meta({ description: 'Numbers the goals of the stack' }),
});

/** What comes after `timeout_mins` is ours. */
export const stackSchema = stackSummarySchema.extend({
  template_description: z.string(),
  parameters: z.record(z.string(), z.string()),
  outputs: z.array(outputSchema).optional(),
  capabilities: z.array(z.string()),
  notification_topics: z.array(z.string()),
  disable_rollback: z.boolean(),
  timeout_mins: z.int().nullable(),
  drift_policy: z.enum(DRIFT_POLICIES).meta({ description: "In force: the stack's own, or the engine's" }),
  paused: z.boolean().meta({ description: 'Looked at, and not touched' }),
  protected: z.boolean().meta({ description: 'It cannot be deleted' }),
  skipped: z.array(z.string()).meta({ description: 'Resources that count as done, however they are' }),
});

export function stackSummary(
  request: FastifyRequest,
  stack: StackSummary,
): z.infer<typeof stackSummarySchema> {
  return {
    id: stack.id,
    links: [link('self', stackUrl(request, stack))],
    stack_name: stack.name,
    description: stack.description,
    stack_status: `${stack.action}_${stack.status}`,
    stack_status_reason: stack.statusReason,
    creation_time: heatTime(stack.createdAt),
    updated_time: heatTimeOrNull(stack.updatedAt),
    deletion_time: heatTimeOrNull(stack.deletedAt),
    stack_owner: stack.username,
    parent: null,
    stack_user_project_id: null,
    tags: stack.tags.length === 0 ? null : [...stack.tags],
    convergence: stack.convergence,
    revision: stack.revision,
  };
}

/** In Heat's words where there is none. */
export function descriptionText(description: string): string {
  return description || 'No description';
}

/** Every parameter by its name; those that Heat gives every stack too. */
export function parameterTexts(
  { tenant, id, name }: StackIdentity,
  { parameters, format }: Pick<StackView, 'parameters' | 'format'>,
): Record<string, string> {
  const own = parameters.map((parameter) => [parameter.name, parameterText(parameter)]);
  return {
    ...pseudoParameters(format ?? 'hot', { stackName: name, stackId: id, projectId: tenant }),
    ...(Object.fromEntries(own) as Record<string, string>),
  };
}

/** @param outputs undefined: they were not asked for. */
export function stackBody(
  request: FastifyRequest,
  stack: StackView,
  outputs: readonly OutputView[] | undefined,
): z.infer<typeof stackSchema> {
  return {
    ...stackSummary(request, stack),
    // Null and empty in lists alone, as in Heat.
    tags: [...stack.tags],
    description: descriptionText(stack.description),
    template_description: descriptionText(stack.description),
    parameters: parameterTexts(stack, stack),
    ...(outputs === undefined ? {} : { outputs: outputs.map(outputBody) }),
    capabilities: [],
    notification_topics: [],
    disable_rollback: stack.disableRollback,
    timeout_mins: stack.timeoutMins,
    drift_policy: stack.drift,
    paused: stack.paused,
    protected: stack.protected,
    skipped: [...stack.skipped],
  };
}
