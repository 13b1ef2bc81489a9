import type { Changes } from '../changes.js';
import type { Snapshot } from '../snapshot.js';

/** The time for what was asked is over: nothing more is begun for it (R12). O(resources), once. */
export function expired(snapshot: Snapshot, changes: Changes, asked: number): void {
  if (snapshot.expired || snapshot.goal.asked !== asked || snapshot.completedRevision >= asked) return;
  snapshot.expired = true;
  for (const resource of snapshot.resources.values()) changes.touch(resource);
}
