import type { StackIdentity, UseCases } from '../../../app/use-cases/use-cases.js';

/**
 * The name of the resource that a path names: by its name, or as Heat allows for actions by its physical id.
 * @throws IsothermError `resource.not-found`
 */
export async function resourceNamed(
  useCases: UseCases,
  { tenant, id }: StackIdentity,
  nameOrPhysicalId: string,
): Promise<string> {
  const byName = await useCases.listResources(tenant, id, { names: [nameOrPhysicalId] });
  if (byName.length > 0) return nameOrPhysicalId;
  const [found] = await useCases.listResources(tenant, id, { physicalIds: [nameOrPhysicalId] });
  return found?.name ?? (await useCases.showResource(tenant, id, nameOrPhysicalId)).name;
}
