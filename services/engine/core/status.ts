import type { GoalAction } from './goal.js';
import { isReached, shallRollBack, type Snapshot } from './snapshot.js';
import type { Verdict } from './verdict.js';

export interface Status {
  readonly action: GoalAction;
  readonly status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
  /** `drifted`: something is not as it was applied and is left so, for now or by its policy. `unknown`: all was well when a node of it was heard of last. `stalled`: no progress for long. */
  readonly convergence:
    'converged' | 'converging' | 'repairing' | 'drifted' | 'unknown' | 'stalled' | 'paused' | 'failed';
}

/** Something will happen by itself, or once somebody clears a hook: that is no failure. */
const moving: readonly Verdict[] = [
  'unlooked', 'hook', 'slot', 'provider', 'held', 'observation', 'confirm', 'retry', 'again', 'search', 'broken', 'type', 'unstable', 'rollback',
]; // prettier-ignore
/** Nothing more will, before a new goal. */
const stuck: readonly Verdict[] = ['failed', 'halted'];
const open: readonly Verdict[] = [
  ...moving, ...stuck, 'needs', 'recorders', 'successor', 'predecessor', 'vacant', 'gone', 'turn', 'paused',
]; // prettier-ignore

/**
 * The one function that knows a stack's status. Once what was asked is reached it stays COMPLETE while
 * what drifted is repaired. It is CHECK_FAILED when a repair failed (R3), or a check that a user asked for found something, until all
 * is well again. O(1).
 */
export function deriveStatus(snapshot: Snapshot): Status {
  const { goal, tally } = snapshot;
  const { action } = goal;
  const drifted = (tally.get('drifted') ?? 0) > 0;
  // What has to go only after others that are left as they are is nothing to wait for.
  const waited = drifted && isReached(snapshot) ? sum(tally, ['recorders', 'successor']) : 0;
  if (sum(tally, open) === waited) {
    if (action === 'CHECK' && drifted) return { action, status: 'FAILED', convergence: 'drifted' };
    return {
      action,
      status: 'COMPLETE',
      convergence: drifted ? 'drifted' : (tally.get('unknown') ?? 0) > 0 ? 'unknown' : 'converged',
    };
  }
  return snapshot.completedRevision >= goal.asked ? onceReached(snapshot) : underWay(snapshot);
}

function onceReached({ goal, tally, checkFailed }: Snapshot): Status {
  const word = checkFailed
    ? ({ action: 'CHECK', status: 'FAILED' } as const)
    : ({ action: goal.action, status: 'COMPLETE' } as const);
  if (goal.modes.paused) return { ...word, convergence: 'paused' };
  if ((tally.get('failed') ?? 0) > 0) return { action: 'CHECK', status: 'FAILED', convergence: 'failed' };
  const repairs = sum(tally, moving) > (tally.get('unstable') ?? 0);
  return { ...word, convergence: repairs ? 'repairing' : 'drifted' };
}

function underWay(snapshot: Snapshot): Status {
  const { goal, tally, stalled } = snapshot;
  const { action, modes } = goal;
  if (shallRollBack(snapshot)) return { action, status: 'IN_PROGRESS', convergence: 'converging' };
  if (snapshot.expired) return { action, status: 'FAILED', convergence: 'failed' };
  if (modes.paused) return { action, status: 'IN_PROGRESS', convergence: 'paused' };
  const stopped = modes.halted
    ? (tally.get('held') ?? 0) === 0
    : sum(tally, stuck) > 0 && sum(tally, moving) === 0;
  if (stopped) return { action, status: 'FAILED', convergence: 'failed' };
  return { action, status: 'IN_PROGRESS', convergence: stalled ? 'stalled' : 'converging' };
}

function sum(tally: Snapshot['tally'], verdicts: readonly Verdict[]): number {
  let n = 0;
  for (const verdict of verdicts) n += tally.get(verdict) ?? 0;
  return n;
}
