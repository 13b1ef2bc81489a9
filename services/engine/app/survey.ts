import { carryOut, type Hands } from '../core/carry-out.js';
import { decideResource } from '../core/decide.js';
import { expired } from '../core/facts/expired.js';
import type { JobDecision } from '../core/facts/dispatched.js';
import type { Verdict } from '../core/verdict.js';
import type { Resident } from './resident.js';

/** How many looks between two breaths: some milliseconds. */
const SLICE = 500;

/**
 * Looks at all of a stack that another engine has, to tell where it stands: by the very decisions of the loop, on a copy that is
 * thrown away. Nothing is done.
 * @param offers whether a worker offers the type
 */
export async function survey(
  resident: Resident,
  offers: (type: string) => boolean,
  breathe: () => Promise<void>,
): Promise<void> {
  const { snapshot, changes, deadlineMs } = resident;
  if (deadlineMs > 0 && changes.nowMs >= deadlineMs) expired(snapshot, changes, snapshot.goal.asked);
  const hands = new IdleHands(offers);
  let looks = 0;
  for (const resource of changes.touched) {
    changes.touched.delete(resource);
    carryOut(snapshot, changes, decideResource(snapshot, resource), hands);
    looks += 1;
    if (looks % SLICE === 0) await breathe();
    // Whatever it is, its owner will come to the end of it.
    if (looks > MOST_LOOKS * (1 + snapshot.resources.size)) return;
  }
}

const MOST_LOOKS = 20;

/** What would be done is left to the owner. */
class IdleHands implements Hands {
  constructor(private readonly offers: (type: string) => boolean) {}

  dispatch(decision: JobDecision, standAt: (verdict: Verdict) => void): void {
    const resource = 'resource' in decision ? decision.resource : decision.instance.resource;
    const type = decision.instance?.type ?? resource.goal?.type ?? '';
    standAt(this.offers(type) ? 'slot' : 'type');
  }

  cancel(): void {
    // Its owner has.
  }

  park(): void {
    // Nobody is waited for here.
  }

  setTimer(): void {
    // As above.
  }
}
