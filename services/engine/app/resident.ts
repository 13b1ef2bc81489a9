import type { Json } from '../../../lib/json.js';
import type { Instance } from '../core/instance.js';
import { Changes } from '../core/changes.js';
import type { Fact } from './facts.js';
import { emptySnapshot, type Rules, type Snapshot } from '../core/snapshot.js';
import type { StackRow, StoredRevision } from './store-port.js';
import { hiddenIn } from './use-cases/compiled-goal.js';

/** A stack in memory: the loop's own copy, true to the last commit. */
export interface Resident {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly snapshot: Snapshot;
  readonly changes: Changes;
  /** Values of hidden parameters of the goals it had while in memory: kept out of what is told of it (R15). */
  hidden: readonly Json[];
  /** When what its goal asks must be done, in ms since the epoch; 0: it may take for ever. */
  deadlineMs: number;
  /** W3C `traceparent` of the request that asked for its goal; empty: nothing was traced. */
  traceParent: string;
  /** Ends the timer for that. */
  cancelDeadline: () => void;
  /** The revision that has failed and from which it goes back: so that people are told once. */
  wentBackFrom: number;
  /** As last written, or as it will be by the turn under way. */
  row: StackRow;
  /** A write of it was refused: nothing is done for it until a new goal comes (R20). */
  refused: string;
  /** What it was told since: not acknowledged, and taken with the new goal. */
  readonly held: Fact[];
  /** Instances of the turn under way: their watches are brought in line after its commit. */
  readonly written: Instance[];
  /** When something last happened to it, by the monotonic clock: for `stalled`. */
  progressAt: number;
}

export function newResident(
  stack: { readonly id: string; readonly name: string; readonly tenant: string; readonly shard: number },
  row: StackRow | undefined,
  rules: Rules,
  nowMs: number,
): Resident {
  const snapshot = emptySnapshot(stack.id, stack.name, rules);
  if (row) {
    snapshot.nextOrdinal = row.ordinal;
    snapshot.completedRevision = row.completed;
    snapshot.checkFailed = row.action === 'CHECK' && row.status === 'FAILED';
  }
  return {
    id: stack.id,
    name: stack.name,
    tenant: stack.tenant,
    snapshot,
    changes: new Changes(nowMs),
    hidden: [],
    deadlineMs: 0,
    traceParent: '',
    cancelDeadline: () => undefined,
    wentBackFrom: 0,
    row: row ?? {
      id: stack.id,
      shard: stack.shard,
      seen: 0,
      completed: 0,
      ordinal: 1,
      event: 0,
      action: 'CREATE',
      status: 'IN_PROGRESS',
      reason: '',
      convergence: 'converging',
      deleted: false,
    },
    refused: '',
    held: [],
    written: [],
    progressAt: 0,
  };
}

/** The values of hidden parameters that came with a goal. */
export function hiddenValues({ goalText }: StoredRevision): readonly Json[] {
  return hiddenIn(goalText);
}
