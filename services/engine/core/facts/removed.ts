import type { Changes } from '../changes.js';
import type { Instance } from '../instance.js';
import { driftedProperties } from '../diff.js';
import { isBad } from '../live-instance.js';
import { physicalKey, type Resource, type Snapshot } from '../snapshot.js';
import { recount } from '../verdict.js';
import { record, touchYielding, unsettle } from './settled.js';

/** Nothing is left of it. What it stood on may be free to go. */
export function removeInstance(snapshot: Snapshot, changes: Changes, instance: Instance): void {
  const { resource } = instance;
  if (resource.settled === instance) unsettle(changes, resource);
  record(snapshot, changes, instance, []);
  snapshot.instances.delete(instance.ordinal);
  const at = resource.instances.indexOf(instance);
  if (at >= 0) resource.instances.splice(at, 1);
  if (instance.physicalId) {
    const key = physicalKey(instance.type, instance.node, instance.physicalId);
    if (snapshot.byPhysicalId.get(key) === instance) snapshot.byPhysicalId.delete(key);
  }
  if (resource.verdict === 'vacant') remember(resource, instance);
  recount(snapshot.tally, instance.verdict, 'none');
  instance.verdict = 'none';
  changes.dirty.delete(instance);
  changes.removed.add(instance);
  changes.touch(resource);
  // What stood on it does so no longer (R11).
  if (instance.recorders > 0) touchYielding(snapshot, changes);
}

/** Its successor is made after it: what it has shown counts for that one. */
function remember({ tried }: Resource, instance: Instance): void {
  if (tried.unready) return;
  if (isBad(instance) || driftedProperties(instance).length > 0) tried.repairs = instance.repairs + 1;
}
