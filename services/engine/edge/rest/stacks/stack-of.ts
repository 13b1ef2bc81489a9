import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import type { StackIdentity, UseCases } from '../../../app/use-cases/use-cases.js';

export const tenantParams = z.object({ tenant: z.string() });
export const stackParams = tenantParams.extend({ stackName: z.string(), stackId: z.string() });
export const resourceParams = stackParams.extend({ resource: z.string() });

/** Route of a stack, with its name and id. */
export const STACK = '/v1/:tenant/stacks/:stackName/:stackId';

/**
 * The stack of a canonical URL: both name and id must be its own.
 * @throws IsothermError `stack.not-found`
 */
export async function stackOf(
  useCases: UseCases,
  { tenant, stackName, stackId }: z.infer<typeof stackParams>,
): Promise<StackIdentity> {
  const found = await useCases.findStack(tenant, stackId);
  if (found?.id === stackId && found.name === stackName) return found;
  throw noStack(stackName);
}

export function noStack(name: string): IsothermError {
  return new IsothermError('stack.not-found', `The Stack (${name}) could not be found.`);
}
