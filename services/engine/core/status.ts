import type { Snapshot } from './snapshot.js';
import type { Verdict } from './verdict.js';

export interface Status {
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE' | 'CHECK';
  readonly status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
  readonly convergence: 'converged' | 'converging' | 'repairing' | 'failed';
}

/** Something will happen by itself. */
const moving: readonly Verdict[] = [
  'unlooked', 'slot', 'held', 'observation', 'confirm', 'retry', 'search', 'broken', 'type',
]; // prettier-ignore
const notSettled: readonly Verdict[] = [
  ...moving,
  'needs',
  'recorders',
  'successor',
  'predecessor',
  'failed',
];

/**
 * The one function that knows a stack's status. Once its goal was reached it stays COMPLETE while
 * what drifted is repaired, and is CHECK_FAILED when a repair failed (R3). O(1).
 */
export function deriveStatus(snapshot: Snapshot): Status {
  const { goal, tally } = snapshot;
  const open = sum(tally, notSettled);
  if (open === 0) return { action: goal.action, status: 'COMPLETE', convergence: 'converged' };
  const stuck = (tally.get('failed') ?? 0) > 0;
  const reached = snapshot.completedRevision === goal.revision;
  if (reached && stuck) return { action: 'CHECK', status: 'FAILED', convergence: 'failed' };
  if (reached) return { action: goal.action, status: 'COMPLETE', convergence: 'repairing' };
  if (stuck && sum(tally, moving) === 0)
    return { action: goal.action, status: 'FAILED', convergence: 'failed' };
  return { action: goal.action, status: 'IN_PROGRESS', convergence: 'converging' };
}

function sum(tally: Snapshot['tally'], verdicts: readonly Verdict[]): number {
  let n = 0;
  for (const verdict of verdicts) n += tally.get(verdict) ?? 0;
  return n;
}
