import { defaultLimits } from '../../lib/hot/limits.js';
import { readDocument } from '../../lib/hot/read-document.js';
import type { JsonObject } from '../../lib/json.js';
import type { AbandonDocument } from '../../services/engine/app/use-cases/abandon-document.js';
import type { GoalRequest } from '../../services/engine/app/use-cases/use-cases.js';
import type { MemoryStack } from './memory-stack.js';

export function abandonDocument(stack: MemoryStack): AbandonDocument {
  const { identity, request } = stack;
  const resources = [...stack.things.values()].map(({ goal, physicalId, action, status }) => ({
    name: goal.name,
    resource_id: physicalId,
    type: goal.type,
    action,
    status,
    resource_data: {},
    metadata: stack.value(goal.metadata),
  }));
  return {
    name: identity.name,
    id: identity.id,
    action: stack.action,
    status: stack.status,
    template: readDocument(request.template ?? {}, 'template', defaultLimits) as JsonObject,
    environment: stack.compiled.environment,
    files: request.files ?? {},
    project_id: identity.tenant,
    resources: Object.fromEntries(resources.map((resource) => [resource.name, resource])),
  };
}

/** What the request leaves out is as the document has it, and its things become those of the resources of their names. */
export function adopting(request: GoalRequest, document: AbandonDocument): GoalRequest {
  const ids = Object.entries(document.resources).map(([name, { resource_id: id }]) => [name, id]);
  return {
    ...request,
    template: request.template ?? document.template,
    files: request.files ?? (document.files as Record<string, string>),
    imports: { ...(Object.fromEntries(ids) as Record<string, string>), ...request.imports },
  };
}
