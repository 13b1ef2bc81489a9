import { isCreated, type Instance } from '../instance.js';
import { mayBeLive } from '../live-instance.js';
import type { Resource } from '../snapshot.js';
import type { Course } from './course.js';
import type { PlannedAction } from './planned.js';

/** What becomes of a resource. */
export interface Outcome {
  readonly action: PlannedAction;
  /** That stands for it in the end, as it then is. */
  readonly settled: Instance | null;
  /** The same one as it was before; null: it is new. */
  readonly before: Instance | null;
  /** The one whose place it takes. */
  readonly replaced: Instance | null;
}

export function outcomeOf({ settled }: Resource, { before, jobs, lost }: Course, firstNew: number): Outcome {
  if (!settled) return { action: 'none', settled, before: standing(before), replaced: null };
  const same = before.find(({ ordinal }) => ordinal === settled.ordinal);
  if (same) {
    const action = jobs.has('update')
      ? 'update'
      : jobs.has('adopt')
        ? 'adopt'
        : jobs.has('create')
          ? 'create'
          : 'none';
    // A thing that is referred to from now on was not there before the goal named it.
    const taken = settled.external && settled.ordinal >= firstNew;
    return { action: taken ? 'adopt' : action, settled, before: same, replaced: null };
  }
  const replaced = standing(before);
  const action = replaced && !(lost && isGone(lost)) ? 'replace' : 'create';
  return { action, settled, before: null, replaced };
}

/** The thing that stood for the resource so far. */
function standing(before: readonly Instance[]): Instance | null {
  return before.findLast((i) => mayBeLive(i) && isCreated(i) && !i.external) ?? null;
}

export function isGone(instance: Instance): boolean {
  return instance.unhealthy === '' && instance.observed?.status === 'absent';
}
