import type { Instance } from '../instance.js';
import type { Resource, Snapshot } from '../snapshot.js';

/**
 * A copy to which facts may be applied without touching the original: it shares what no fact changes, and nothing else. What
 * is in it is a plan's. O(resources + instances + edges), in one go: a snapshot stands still only as long as nobody else runs.
 */
export function cloneSnapshot(snapshot: Snapshot): Snapshot {
  const resources = new Map<Resource, Resource>();
  const instances = new Map<Instance, Instance>();
  for (const resource of snapshot.resources.values()) {
    const copy = { ...resource, instances: [] as Instance[] };
    resources.set(resource, copy);
    for (const instance of resource.instances) {
      const { job, timer } = instance;
      const same = { ...instance, resource: copy, job: job && { ...job }, timer: timer && { ...timer } };
      instances.set(instance, same);
      copy.instances.push(same);
    }
  }
  const copied: Snapshot = {
    ...snapshot,
    resources: new Map(),
    instances: new Map(),
    byPhysicalId: new Map(),
    tally: new Map(snapshot.tally),
    planning: { unknown: new Map(), assumed: null },
  };
  for (const copy of resources.values()) {
    copied.resources.set(copy.name, copy);
    copy.needs = mapped(copy.needs, resources);
    copy.dependants = mapped(copy.dependants, resources);
    copy.settled = copy.settled && (instances.get(copy.settled) ?? null);
  }
  for (const [ordinal, instance] of snapshot.instances) {
    const copy = instances.get(instance);
    if (!copy) continue;
    copied.instances.set(ordinal, copy);
    copy.requires = mapped(copy.requires, instances);
  }
  for (const [key, instance] of snapshot.byPhysicalId) {
    const copy = instances.get(instance);
    if (copy) copied.byPhysicalId.set(key, copy);
  }
  return copied;
}

function mapped<T>(list: readonly T[], copies: ReadonlyMap<T, T>): T[] {
  const copied: T[] = [];
  for (const one of list) {
    const copy = copies.get(one);
    if (copy) copied.push(copy);
  }
  return copied;
}
