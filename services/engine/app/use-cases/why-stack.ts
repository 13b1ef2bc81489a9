import { explain } from '../../core/explain.js';
import type { StackRecord } from '../../store/stacks.js';
import type { Resident } from '../resident.js';
import { noResource } from './not-found.js';
import type { WhyView } from './use-cases.js';

/**
 * What keeps a stack, or one resource of it, from being as it shall.
 * @param limited what the limits of a type's provider say for a project
 * @throws IsothermError `resource.not-found`
 */
export function whyStack(
  stack: StackRecord,
  resident: Resident | undefined,
  resource: string | undefined,
  limited: (type: string, project: string) => string,
): readonly WhyView[] {
  if (!resident) return stack.deletedAt ? [] : [waiting(stack, 'its goal is being read')];
  const { snapshot, refused } = resident;
  if (resource !== undefined && !snapshot.resources.has(resource))
    throw noResource(stack, resource, snapshot.resources.keys());
  if (refused === '') return explain(snapshot, resource, (type) => limited(type, resident.tenant));
  const held = `held, because the engine could not go on with it: ${refused}; update it to try again`;
  return [waiting(stack, held)];
}

function waiting(stack: StackRecord, reason: string): WhyView {
  return { resource: stack.name, type: 'OS::Heat::Stack', state: 'wait', reason, on: [] };
}
