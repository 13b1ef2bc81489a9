import type { Instance } from '../instance.js';
import type { Resource, Snapshot } from '../snapshot.js';

/**
 * A copy that is about to get another goal, to which facts may then be applied without touching the original. What the goal that
 * is there says, who needs whom and who is settled, is left out: a new one says it anew. O(resources + instances + what they
 * stand on), in one go: a snapshot stands still only as long as nobody else runs.
 */
export function cloneForGoal(snapshot: Snapshot): Snapshot {
  const copied: Snapshot = {
    ...snapshot,
    resources: new Map(),
    instances: new Map(),
    byPhysicalId: new Map(),
    tally: new Map(snapshot.tally),
    planning: { unknown: new Map(), assumed: null },
  };
  for (const resource of snapshot.resources.values()) {
    const tried = { ...resource.tried };
    const copy: Resource = { ...resource, instances: [], needs: NONE, dependants: [], settled: null, tried };
    copied.resources.set(copy.name, copy);
    for (const instance of resource.instances) {
      const same = copyOf(instance, copy);
      copied.instances.set(same.ordinal, same);
      copy.instances.push(same);
    }
  }
  for (const copy of copied.instances.values()) {
    if (copy.requires.length > 0) copy.requires = counterparts(copied, copy.requires);
  }
  for (const [key, { ordinal }] of snapshot.byPhysicalId) {
    const copy = copied.instances.get(ordinal);
    if (copy) copied.byPhysicalId.set(key, copy);
  }
  return copied;
}

const NONE: readonly Resource[] = [];

function copyOf(instance: Instance, resource: Resource): Instance {
  const { job, timer } = instance;
  return { ...instance, resource, job: job && { ...job }, timer: timer && { ...timer } };
}

function counterparts({ instances }: Snapshot, originals: readonly Instance[]): Instance[] {
  const copies: Instance[] = [];
  for (const { ordinal } of originals) {
    const copy = instances.get(ordinal);
    if (copy) copies.push(copy);
  }
  return copies;
}
