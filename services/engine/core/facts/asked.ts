import type { Changes } from '../changes.js';
import type { Instance } from '../instance.js';
import { driftedProperties } from '../diff.js';
import { isBad } from '../live-instance.js';
import type { Snapshot } from '../snapshot.js';
import type { Asked } from '../verdict.js';

/**
 * The instance has done what a user asked for; its neighbours may have waited for that.
 * @param data what a `snapshot` kept, as JSON text; empty for nothing.
 */
export function askedDone(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  kind: Asked,
  request: number,
  data: string,
): void {
  if (kind === 'suspend' || kind === 'resume') instance.suspended = kind === 'suspend';
  else if (request > 0) instance.requestDone = Math.max(instance.requestDone, request);
  if (kind === 'snapshot') {
    const { physicalId } = instance;
    changes.kept.push({ instance, request: request || snapshot.goal.revision, physicalId, data });
    // Its content is kept; what is left to do is to delete it.
    if (request === 0) instance.keep = null;
  }
  changes.write(instance);
  const { resource } = instance;
  changes.touch(resource);
  for (const neighbour of kind === 'suspend' ? resource.needs : resource.dependants) changes.touch(neighbour);
}

/** There is no handler to ask: it has done it. What ran on unseen meanwhile is looked at again. */
export function doneUnasked(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  kind: Asked,
  request: number,
): void {
  const watched = snapshot.rules.typeOf(instance.type)?.observed !== 'by report';
  if (kind === 'resume' && watched) instance.observed = null;
  askedDone(snapshot, changes, instance, kind, request, '');
}

/** How a check has ended, for people. */
export function tellChecked(changes: Changes, instance: Instance): void {
  if (instance.action !== 'CHECK' || instance.status !== 'IN_PROGRESS') return;
  const { observed } = instance;
  const drifted = driftedProperties(instance);
  if (isBad(instance) || observed?.status === 'absent' || observed?.status === 'broken')
    changes.tell(
      instance,
      'CHECK',
      'FAILED',
      instance.unhealthy || observed?.reason || `it is ${observed?.status ?? 'broken'}`,
    );
  else if (drifted.length > 0)
    changes.tell(instance, 'CHECK', 'FAILED', `not as applied any more: ${drifted.join(', ')}`);
  else changes.tell(instance, 'CHECK', 'COMPLETE', 'state changed');
}
