import { createLogger } from '../../lib/log.js';
import type { UseCases } from '../../services/engine/app/use-cases/use-cases.js';
import { DevInstance } from './instance.js';
import type { DevPlaces } from './places.js';

/** How long all deletes together may take before what is left is given up. */
const DELETE_MS = 60_000;
const LOOK_MS = 200;
/** The command line's tenant: a local instance has no other. */
const TENANT = 'default';

const logOf = (service: string) => createLogger({ service, level: 'error' });

/**
 * Deletes all stacks of an instance that does not run, with an engine of its own, so that they go in their order
 * and by their handlers. Answers what could not be removed, a line each.
 */
export async function emptyInstance(places: DevPlaces): Promise<string[]> {
  const instance = new DevInstance({ places, port: 0, noAuth: false, logOf });
  await instance.start();
  try {
    return await deleteAll(instance.useCases);
  } finally {
    await instance.stop();
  }
}

async function deleteAll(useCases: UseCases): Promise<string[]> {
  const deadline = Date.now() + DELETE_MS;
  for (const { id } of await useCases.listStacks(TENANT, {})) await useCases.deleteStack(TENANT, id);
  for (;;) {
    const stacks = await useCases.listStacks(TENANT, {});
    const open = stacks.filter(({ status }) => status === 'IN_PROGRESS');
    if (stacks.length === 0) return [];
    if (open.length === 0 || Date.now() > deadline) {
      const left = await Promise.all(stacks.map(({ id, name }) => describe(useCases, id, name)));
      return left.flat();
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function describe(useCases: UseCases, id: string, stack: string): Promise<string[]> {
  const resources = await useCases.listResources(TENANT, id);
  const reasons = new Map((await useCases.why(TENANT, id)).map(({ resource, reason }) => [resource, reason]));
  return resources.map(({ name, type, physicalId }) => {
    const thing = physicalId === '' ? '' : ` ${physicalId}`;
    return `${stack}/${name} (${type}${thing}): ${reasons.get(name) ?? 'not deleted'}`;
  });
}
