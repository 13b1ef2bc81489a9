import { isCreated, type Instance } from '../core/instance.js';
import type { Snapshot } from '../core/snapshot.js';

/** The kinds of looking an instance can need; undefined: none. */
export function wantedWatch(
  snapshot: Snapshot,
  instance: Instance,
): { awaited: boolean; reportNext: boolean } | undefined {
  if (!isCreated(instance) || instance.physicalId === '' || instance.deleting || instance.suspended)
    return undefined;
  const { observed } = instance;
  const awaited = !observed || observed.status === 'pending' || observed.status === 'broken';
  const byReport = snapshot.rules.typeOf(instance.type)?.observed === 'by report';
  if (byReport && !awaited) return undefined;
  // What is seen again unchanged is told only when it is asked for.
  const bad = observed?.status === 'absent' || observed?.status === 'broken';
  return { awaited, reportNext: bad && observed.looks < 2 };
}

/** Whether observers look at it now. */
export function isWatched(snapshot: Snapshot, instance: Instance): boolean {
  return wantedWatch(snapshot, instance) !== undefined;
}
