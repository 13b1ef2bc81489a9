import type { Snapshot } from '../snapshot.js';

/** What was asked is there; should its time have been over before, that says nothing any more. */
export function reached(snapshot: Snapshot): void {
  snapshot.completedRevision = snapshot.goal.revision;
  snapshot.expired = false;
}
