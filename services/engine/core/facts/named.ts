import type { Changes } from '../changes.js';
import type { Instance } from '../instance.js';
import { physicalKey, type Snapshot } from '../snapshot.js';
import { removeInstance } from './removed.js';
import { record } from './settled.js';

/**
 * Who holds the thing and is wanted under another name: the two would take it from each other for ever. A holder that no
 * goal wants gives way.
 */
export function rivalOf(snapshot: Snapshot, instance: Instance, physicalId: string): Instance | undefined {
  if (physicalId === '' || (physicalId === instance.physicalId && !instance.adopting)) return undefined;
  const holder = snapshot.byPhysicalId.get(physicalKey(instance.type, instance.node, physicalId));
  if (!holder || holder.resource === instance.resource || holder.deleting || holder.orphan) return undefined;
  return holder.resource.goal?.type === holder.type ? holder : undefined;
}

/**
 * The thing is known by its provider's name. One thing has one owner: the claim of another instance of the
 * stack moves here, and that one ends without a delete (R7).
 */
export function namePhysically(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  physicalId: string,
): void {
  if (instance.physicalId === physicalId) return;
  if (instance.physicalId)
    snapshot.byPhysicalId.delete(physicalKey(instance.type, instance.node, instance.physicalId));
  instance.physicalId = physicalId;
  changes.write(instance);
  // An orphan may have waited to know that it is not this one.
  if (instance.resource.instances.length > 1) changes.touch(instance.resource);
  if (snapshot.rules.typeOf(instance.type)?.observed === 'by report') return;
  const key = physicalKey(instance.type, instance.node, physicalId);
  const holder = snapshot.byPhysicalId.get(key);
  snapshot.byPhysicalId.set(key, instance);
  if (!holder || holder === instance) return;
  changes.tell(holder, 'DELETE', 'COMPLETE', `${physicalId} is now held by ${instance.resource.name}`);
  // Who stands on the one stands on the other now.
  if (holder.recorders > 0) moveRecorders(snapshot, changes, holder, instance);
  removeInstance(snapshot, changes, holder);
}

function moveRecorders(snapshot: Snapshot, changes: Changes, from: Instance, to: Instance): void {
  for (const instance of snapshot.instances.values()) {
    if (instance === to || !instance.requires.includes(from)) continue;
    const requires = new Set(instance.requires.map((required) => (required === from ? to : required)));
    record(snapshot, changes, instance, [...requires]);
    changes.write(instance);
  }
}
