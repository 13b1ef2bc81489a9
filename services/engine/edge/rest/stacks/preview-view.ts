import { z } from 'zod';
import type { PlannedAction, PlannedResource, PlanView } from '../../../app/use-cases/plans.js';
import type {
  GoalRequest,
  ResourceView,
  StackIdentity,
  ValidationView,
} from '../../../app/use-cases/use-cases.js';
import { heatTime, heatTimeOrNull } from '../http/heat-time.js';
import type { Link } from '../http/links.js';
import { linkSchema } from '../http/links.js';
import { descriptionText, parameterTexts } from './stack-view.js';

const identity = z.object({
  tenant: z.string(),
  stack_name: z.string(),
  stack_id: z.string(),
  path: z.string(),
});

/** Previews show resources as Heat's engine has them: action and status apart, identities for links. */
const rawResource = z.object({
  resource_name: z.string(),
  resource_type: z.string(),
  physical_resource_id: z.string(),
  resource_action: z.string(),
  resource_status: z.string(),
  resource_status_reason: z.string(),
  creation_time: z.string().nullable(),
  updated_time: z.string().nullable(),
  required_by: z.array(z.string()),
  resource_identity: identity,
  stack_identity: identity,
  stack_name: z.string(),
  description: z.string(),
  metadata: z.unknown(),
  attributes: z.record(z.string(), z.unknown()),
});

export const previewSchema = z.object({
  id: z.literal('None'),
  links: z.array(linkSchema),
  stack_name: z.string(),
  description: z.string(),
  template_description: z.string(),
  parameters: z.record(z.string(), z.string()),
  creation_time: z.string(),
  updated_time: z.null(),
  deletion_time: z.null(),
  stack_owner: z.string().nullable(),
  parent: z.null(),
  stack_user_project_id: z.null(),
  tags: z.array(z.string()),
  capabilities: z.array(z.string()),
  notification_topics: z.array(z.string()),
  disable_rollback: z.boolean(),
  timeout_mins: z.int().nullable(),
  resources: z.array(rawResource.extend({ properties: z.record(z.string(), z.unknown()) })),
});

export const changesSchema = z.object({
  unchanged: z.array(rawResource),
  updated: z.array(rawResource),
  replaced: z.array(rawResource),
  added: z.array(rawResource),
  deleted: z.array(rawResource),
});

/**
 * The stack that a create would make; it has no id yet.
 * @param username of whoever asks, who would be its owner
 */
export function previewBody(
  stack: StackIdentity,
  links: Link[],
  goal: GoalRequest,
  template: ValidationView,
  plan: PlanView,
  username: string | null,
): z.infer<typeof previewSchema> {
  const description = descriptionText(template.description);
  return {
    id: 'None',
    links,
    stack_name: stack.name,
    description,
    template_description: description,
    parameters: parameterTexts(stack, template),
    creation_time: heatTime(new Date()),
    updated_time: null,
    deletion_time: null,
    stack_owner: username,
    parent: null,
    stack_user_project_id: null,
    tags: [...(goal.tags ?? [])],
    capabilities: [],
    notification_topics: [],
    disable_rollback: goal.disableRollback ?? true,
    timeout_mins: goal.timeoutMins ?? null,
    resources: plan.resources.map((planned) => ({
      ...resourceBody(stack, plan, planned, undefined),
      properties: Object.fromEntries(planned.properties.map(({ name, after }) => [name, after ?? null])),
    })),
  };
}

/**
 * What an update would do to which resources. What exists is shown as it stands, also where Heat shows only the new definition.
 */
export function changesBody(
  stack: StackIdentity,
  plan: PlanView,
  existing: readonly ResourceView[],
): z.infer<typeof changesSchema> {
  const standing = new Map(existing.map((view) => [view.name, view]));
  const changes: z.infer<typeof changesSchema> = {
    unchanged: [],
    updated: [],
    replaced: [],
    added: [],
    deleted: [],
  };
  for (const planned of plan.resources) {
    const shown = resourceBody(stack, plan, planned, standing.get(planned.resource));
    changes[kinds[planned.action]].push(shown);
  }
  return changes;
}

/** Heat's words for what we would do. */
const kinds = {
  none: 'unchanged',
  update: 'updated',
  replace: 'replaced',
  create: 'added',
  adopt: 'added',
  delete: 'deleted',
  forget: 'deleted',
} as const satisfies Record<PlannedAction, keyof z.infer<typeof changesSchema>>;

function resourceBody(
  stack: StackIdentity,
  plan: PlanView,
  planned: PlannedResource,
  standing: ResourceView | undefined,
): z.infer<typeof rawResource> {
  const owner = { tenant: stack.tenant, stack_name: stack.name, stack_id: stack.id };
  const goes = isGoing(planned);
  return {
    resource_name: planned.resource,
    resource_type: planned.type,
    physical_resource_id: planned.physicalId,
    resource_action: standing?.action ?? 'INIT',
    resource_status: standing?.status ?? 'COMPLETE',
    resource_status_reason: standing?.statusReason ?? '',
    creation_time: heatTimeOrNull(standing?.createdAt ?? null),
    updated_time: heatTimeOrNull(standing?.updatedAt ?? null),
    required_by: plan.resources
      .filter((each) => isGoing(each) === goes && each.requires.includes(planned.resource))
      .map(({ resource }) => resource),
    resource_identity: { ...owner, path: `/resources/${planned.resource}` },
    stack_identity: { ...owner, path: '' },
    stack_name: stack.name,
    description: planned.description,
    metadata: planned.metadata,
    attributes: { ...standing?.attributes },
  };
}

function isGoing({ action }: PlannedResource): boolean {
  return action === 'delete' || action === 'forget';
}
