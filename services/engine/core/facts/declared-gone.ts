import type { Changes } from '../changes.js';
import type { Instance } from '../instance.js';
import { livesOnNode } from '../lives-on-node.js';
import type { Snapshot } from '../snapshot.js';
import { removeInstance } from './removed.js';
import { record } from './settled.js';

/**
 * Somebody says that the node is gone, and these things with it (R18): what a goal wants is made anew elsewhere, nothing else waits for
 * them any more. What does not live there is looked after from anywhere. Said again it moves nothing. O(stack), for all things at once.
 */
export function declaredGone(
  snapshot: Snapshot,
  changes: Changes,
  node: string,
  ordinals: readonly number[],
): void {
  const gone = new Set<Instance>();
  for (const ordinal of ordinals) {
    const instance = snapshot.instances.get(ordinal);
    if (instance?.node !== node) continue;
    if (livesOnNode(snapshot, instance)) gone.add(instance);
    else {
      instance.node = '';
      changes.write(instance);
      changes.touch(instance.resource);
    }
  }
  if (gone.size === 0) return;
  for (const instance of snapshot.instances.values()) {
    const left = instance.requires.filter((required) => !gone.has(required));
    if (left.length === instance.requires.length) continue;
    record(snapshot, changes, instance, left);
    changes.write(instance);
  }
  for (const instance of gone) {
    changes.tell(instance, 'DELETE', 'COMPLETE', `node ${node} was declared gone${whatReturns(instance)}`);
    removeInstance(snapshot, changes, instance);
  }
}

/** Should the node come back after all, the thing is deleted there (R8). */
export function isLeftOver(snapshot: Snapshot, instance: Instance): boolean {
  return livesOnNode(snapshot, instance) && instance.physicalId !== '' && instance.keep !== 'retain';
}

function whatReturns({ physicalId, keep }: Instance): string {
  if (physicalId === '') return '';
  return keep === 'retain'
    ? `; ${physicalId} is retained, should it come back`
    : `; should it come back, ${physicalId} is deleted there`;
}
