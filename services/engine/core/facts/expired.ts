import type { Changes } from '../changes.js';
import type { Snapshot } from '../snapshot.js';
import { recount } from '../verdict.js';
import { stand } from './goal.js';
import { unhookHalted } from './hooked.js';

/** The time for what was asked is over: nothing more is begun for it (R12). O(resources + instances), once. */
export function expired(snapshot: Snapshot, changes: Changes, asked: number): void {
  if (snapshot.expired || snapshot.goal.asked !== asked || snapshot.completedRevision >= asked) return;
  snapshot.expired = true;
  unhookHalted(snapshot, changes);
  for (const resource of snapshot.resources.values()) {
    // What held it does so no more, before it is looked at too.
    if (resource.verdict === 'hook') stand(snapshot, resource, 'unlooked');
    for (const instance of resource.instances) {
      if (instance.verdict !== 'hook') continue;
      recount(snapshot.tally, 'hook', 'unlooked');
      instance.verdict = 'unlooked';
    }
    changes.touch(resource);
  }
}
