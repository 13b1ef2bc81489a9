import type { FastifyRequest } from 'fastify';
import type { GoalRequest, UseCases } from '../../../app/use-cases/use-cases.js';

/** What a principal asks for with a goal: it may use some types and does not know of the others. */
export async function allowedGoal<Goal extends object>(
  useCases: UseCases,
  request: FastifyRequest,
  goal: Goal,
): Promise<Goal & Pick<GoalRequest, 'hiddenTypes'>> {
  const types = await useCases.listResourceTypes();
  const hiddenTypes = request.hiddenTypes(types.map(({ type }) => type));
  return hiddenTypes.length === 0 ? goal : { ...goal, hiddenTypes };
}
