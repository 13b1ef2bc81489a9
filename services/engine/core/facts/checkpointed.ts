import type { Changes } from '../changes.js';
import type { Snapshot } from '../snapshot.js';
import { namePhysically, rivalOf } from './named.js';

export interface CheckpointFact {
  readonly ordinal: number;
  readonly fence: number;
  /** Empty: unchanged. */
  readonly physicalId: string;
  /** JSON text; empty: unchanged. */
  readonly state: string;
}

/** A handler saved how far it got. `stale`: its run is not the current one, and it must not go on. */
export function checkpointed(snapshot: Snapshot, changes: Changes, fact: CheckpointFact): 'moved' | 'stale' {
  const instance = snapshot.instances.get(fact.ordinal);
  if (!instance || instance.job?.fence !== fact.fence) return 'stale';
  // A thing that another resource holds is not named: its report will fail for it.
  if (fact.physicalId && !rivalOf(snapshot, instance, fact.physicalId))
    namePhysically(snapshot, changes, instance, fact.physicalId);
  if (fact.state) instance.checkpoint = fact.state;
  changes.write(instance);
  return 'moved';
}
