import type { FastifyRequest } from 'fastify';
import type { GoalRequest, UseCases } from '../../app/use-cases/use-cases.js';

/** The goal of a principal, who may use some types and does not know of the others. */
export async function allowedGoal<Goal extends GoalRequest>(
  useCases: UseCases,
  request: FastifyRequest,
  goal: Goal,
): Promise<Goal> {
  const types = await useCases.listResourceTypes();
  const hiddenTypes = request.hiddenTypes(types.map(({ type }) => type));
  return hiddenTypes.length === 0 ? goal : { ...goal, hiddenTypes };
}
