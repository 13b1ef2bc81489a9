import { IsothermError } from '../../lib/errors.js';
import type { ApiClient, GoalBody, StackRef } from '../client.js';

/**
 * The stack of that name; undefined: there is none, and the goal has the template to make one.
 * @throws IsothermError `stack.not-found`
 */
export async function findOrNew(
  client: ApiClient,
  name: string,
  goal: GoalBody,
): Promise<StackRef | undefined> {
  try {
    return await client.find(name);
  } catch (error) {
    const isNew =
      error instanceof IsothermError && error.code === 'stack.not-found' && goal.template !== undefined;
    if (isNew) return undefined;
    throw error;
  }
}
