import type { Clock } from '../../../lib/clock.js';
import type { Rules } from '../core/snapshot.js';
import type { DropReason } from './commit-rows.js';
import type { Dispatcher } from './dispatch.js';
import type { Seal } from './instance-rows.js';
import type { JobSpans } from './job-spans.js';
import type { ProviderLimits } from './provider-limits/provider-limits.js';
import type { Resident } from './resident.js';
import type { EventRow, TurnStore } from './store-port.js';
import type { Watches } from './watches.js';
import type { WorkerOutbox } from './worker-outbox.js';

export interface LoopOptions {
  /** A turn is closed when it has this many instance rows, */
  readonly rowsPerTurn: number;
  /** or has held the thread for this long. */
  readonly turnMs: number;
}

export interface LoopPorts {
  readonly store: TurnStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly rules: Rules;
  readonly seal: Seal;
  readonly dispatcher: Dispatcher;
  readonly limits: ProviderLimits;
  readonly outbox: WorkerOutbox;
  /** Undefined: nothing is traced. */
  readonly jobSpans?: JobSpans | undefined;
  readonly watches: Watches;
  /** The epoch of a shard as this engine holds it; undefined: it does not. */
  readonly shardEpoch: (shard: number) => number | undefined;
  /** False: its shards may be another's by the time that what is pushed arrives (R25). */
  readonly mayPush: () => boolean;
  /** After a commit, in commit order: for clients that follow. */
  readonly committed: (events: readonly EventRow[]) => void;
  /** The stack is not in memory any more and must be loaded again: fenced, refused, or of unknown outcome. */
  readonly dropped: (resident: Resident, why: DropReason, error?: unknown) => void;
  /** After a commit: something has failed and the stack shall go back; told once for each goal. */
  readonly goBack: (resident: Resident) => void;
  readonly measured: (turn: TurnMeasure) => void;
  /** Gives the thread to others and comes back (setImmediate; the simulator's own). */
  readonly breathe: () => Promise<void>;
}

export interface TurnMeasure {
  readonly buildMs: number;
  readonly commitMs: number;
  readonly rows: number;
  readonly jobs: number;
  readonly stacks: number;
}
