import type { GoalAction, Modes } from '../core/goal.js';
import type { Convergence, StackAction, StatusWord } from './use-cases/use-cases.js';

/**
 * What the loop needs of a store. PostgreSQL is the real one (`store/`); the simulator has one that refuses, stalls
 * and forgets as a database may. All texts are stored as they come, so secrets in them are sealed before.
 */
export interface TurnStore {
  /**
   * Writes one turn in one transaction, fenced by the epochs of its shards (R19). Answers the stacks that
   * were written; those missing are not ours any more.
   * @throws TurnRefused: nothing was written, and the same rows will be refused again (R20).
   * Any other error: nobody knows whether it was written (R21).
   */
  commitTurn(turn: Turn): Promise<ReadonlySet<string>>;
  /** The stacks as they were last written, with their newest seen goals. */
  loadStacks(stackIds: readonly string[]): Promise<StoredStack[]>;
  /** Writes that a stack is held until it has another goal. */
  holdStack(held: HeldStack): Promise<void>;
  /**
   * Makes the newest completed revision the goal again, or the empty goal, as a ROLLBACK revision; nothing when
   * another revision than `revision` is the newest one, or the shard's epoch is another. Whoever listens for goals is told.
   */
  rollBack(stack: {
    readonly id: string;
    readonly shard: number;
    readonly epoch: number;
    readonly revision: number;
  }): Promise<void>;
  /** Goals that were written and not seen yet, of the given shards. */
  loadNewRevisions(shards: readonly number[]): Promise<StoredRevision[]>;
}

/** A stack that cannot go on with a goal, and why. */
export interface HeldStack {
  readonly id: string;
  readonly shard: number;
  readonly epoch: number;
  /** The goal it was at. */
  readonly revision: number;
  readonly reason: string;
  readonly timeMs: number;
}

/** The database will not have these rows, today or tomorrow. */
export class TurnRefused extends Error {
  override readonly name = 'TurnRefused';
}

export interface Turn {
  readonly shards: readonly { readonly id: number; readonly epoch: number }[];
  readonly stacks: readonly StackRow[];
  readonly inserted: readonly InstanceRow[];
  /** `applied` is null where it did not change. */
  readonly updated: readonly (Omit<InstanceRow, 'applied'> & { readonly applied: string | null })[];
  readonly removed: readonly RemovedRow[];
  readonly jobs: readonly JobRow[];
  readonly endedJobs: readonly RowKey[];
  readonly events: readonly EventRow[];
  readonly failures: readonly FailureRow[];
  readonly snapshots: readonly SnapshotRow[];
}

export interface RowKey {
  readonly stack: string;
  readonly ordinal: number;
}

export interface RemovedRow extends RowKey {
  /** Type, node and physical id of its thing, which nobody in the stack holds any more; empty for none. */
  readonly key: string;
}

export interface StackRow {
  readonly id: string;
  readonly shard: number;
  /** The goal that the loop works on. */
  readonly seen: number;
  readonly completed: number;
  readonly ordinal: number;
  readonly event: number;
  readonly action: StackAction;
  readonly status: StatusWord;
  readonly reason: string;
  readonly convergence: Convergence;
  readonly deleted: boolean;
}

export interface InstanceRow extends RowKey {
  readonly name: string;
  readonly type: string;
  readonly node: string;
  readonly physical: string;
  readonly digest: string;
  readonly applied: string;
  readonly state: string;
  readonly seen: string;
}

export interface JobRow extends RowKey {
  readonly action: string;
  readonly fence: number;
  readonly worker: string;
  readonly attempt: number;
  readonly revision: number;
  readonly changes: readonly string[];
  readonly since: number;
  /** The numbered request that it does; 0: none. */
  readonly request: number;
}

export interface EventRow {
  readonly stack: string;
  readonly event: number;
  readonly time: number;
  readonly name: string;
  readonly type: string;
  readonly physical: string;
  readonly action: string;
  readonly status: string;
  readonly reason: string;
}

/** One try that failed. */
export interface FailureRow {
  readonly stack: string;
  /** `since` of the goal under which it happened. */
  readonly revision: number;
  readonly time: number;
  /** With the fence it names the run that failed, or after which the thing never became ready. */
  readonly ordinal: number;
  readonly fence: number;
  readonly name: string;
  readonly type: string;
  readonly physical: string;
  readonly action: string;
  readonly attempt: number;
  /** As in the core's `Failure`. */
  readonly kind: string;
  readonly cause: string;
}

/** What a `snapshot` job kept of a thing. */
export interface SnapshotRow {
  readonly stack: string;
  /** The revision that asked for it. */
  readonly revision: number;
  readonly name: string;
  readonly type: string;
  readonly physical: string;
  /** JSON text, sealed. */
  readonly data: string;
}

export interface StoredStack {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly shard: number;
  readonly row: StackRow;
  readonly goal: StoredRevision | undefined;
  readonly instances: readonly InstanceRow[];
  readonly jobs: readonly JobRow[];
}

export interface StoredRevision {
  readonly stackId: string;
  readonly stackName: string;
  readonly tenant: string;
  readonly shard: number;
  readonly number: number;
  /** As in the core's `Goal`. */
  readonly since: number;
  readonly written: GoalAction;
  readonly asked: number;
  readonly action: GoalAction;
  readonly modes: Modes;
  /** When the stack's action must be done, in ms since the epoch by the database's clock; 0: it may take for ever. */
  readonly deadlineMs: number;
  /** W3C `traceparent` of the request that asked for it; empty: nothing was traced. */
  readonly traceParent: string;
  /** Newline-delimited JSON, a GoalResource a line. */
  readonly goalText: string;
}
