import type { Instance } from '../../core/instance.js';
import type { Snapshot } from '../../core/snapshot.js';
import type { ThingView } from './use-cases.js';

/**
 * Things that exist and that a forced delete may leave behind: those whose delete has failed, and those for which nobody is there
 * who could delete them. What stays anyway, by its deletion policy or since it is only referred to, is not told of.
 * @param offers whether a worker that is connected offers the type, on the node if one is named
 */
export function leftBehind(
  { instances }: Snapshot,
  offers: (type: string, node: string) => boolean,
): ThingView[] {
  const things: ThingView[] = [];
  for (const instance of instances.values()) {
    const { physicalId, type, resource, external, keep } = instance;
    if (physicalId === '' || external || keep === 'retain') continue;
    const reason = whyLeft(instance, offers);
    if (reason !== undefined) things.push({ resource: resource.name, type, physicalId, reason });
  }
  return things;
}

function whyLeft(
  { failure, type, node }: Instance,
  offers: (type: string, node: string) => boolean,
): string | undefined {
  if (failure?.action === 'delete') return `its delete failed: ${failure.cause}`;
  if (!offers(type, '')) return `no worker offers ${type}`;
  return node === '' || offers(type, node) ? undefined : `no worker on node ${node} offers ${type}`;
}
