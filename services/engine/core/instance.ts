import type { Hook } from '../../../lib/hot/environment/hooks.js';
import type { Json, JsonObject } from '../../../lib/json.js';
import type { Resource } from './snapshot.js';
import type { Asked, Verdict } from './verdict.js';

/**
 * One real thing, or the attempt at one. A resource has several while a replacement is under way. Its ordinal is
 * unique within the stack and never used again, so that keys made of it are not either.
 */
export interface Instance {
  readonly ordinal: number;
  readonly resource: Resource;
  readonly type: string;
  /** Where the worker that made it runs; empty until a job was dispatched. */
  node: string;
  /** Empty while none is known. */
  physicalId: string;
  /** What was last attempted; after a success, what is. */
  applied: Applied;
  /**
   * Digest of what was applied with success: empty before the first, `unknown` while an update is under way or
   * was left half-done (R4); `unknown` equals nothing.
   */
  digest: string;
  /** Properties that an unfinished update may have changed or not. */
  uncertain: readonly string[];
  /** What it was built on, by instance (R1). */
  requires: readonly Instance[];
  /** How many existing instances record this one in `requires`: in memory only (R17). */
  recorders: number;
  observed: Observed | null;
  /** The last that were seen; what refers to it is resolved with them. */
  attributes: { readonly [name: string]: Json };
  /** The observed properties right after applying; what later looks are compared with (R14). */
  baseline: JsonObject | null;
  /** Raised when a job of it is dispatched or ends (R5). */
  epoch: number;
  /** Orders the looks within an epoch. */
  sequence: number;
  /** Raised with each dispatch; a report with an older one moves nothing. */
  fence: number;
  job: Job | null;
  /** JSON text of what the handler saved last, until its action succeeds; empty for none. */
  checkpoint: string;
  failure: Failure | null;
  /** The handler waits for a time, and is to be run again then. That is no failure. */
  again: Again | null;
  timer: Timer | null;
  /** A user named its thing, which is not ours before `adopt` says so: until then it is never changed or deleted. */
  adopting: boolean;
  /** The thing is only referred to (`external_id`): looked at, never changed or deleted. */
  external: boolean;
  /** The hook that holds it, of which people were told; empty: none does. */
  hook: Hook | '';
  /** Hooks that hold it once no goal wants it. Follows the goal while one wants it. */
  deleteHooks: readonly Hook[];
  /** `since` of the goal under which it was updated last; 0: never. */
  updatedUnder: number;
  /** What becomes of the thing once no goal wants it; null: it is deleted. Follows the goal while one wants it. */
  keep: 'retain' | 'snapshot' | null;
  /** Suspended with success: nothing is looked at until it is resumed. */
  suspended: boolean;
  /** Why a user says that it is broken; empty: nobody does. */
  unhealthy: string;
  /** How many repairs in a row it did not hold, this one included. */
  repairs: number;
  /** A delete was dispatched: it is never live again (R2). */
  deleting: boolean;
  /** Nothing may be built on it or made of it: it came with a stale report (R8) or was found where none is wanted. */
  orphan: boolean;
  /** It ended without ever naming a physical id and is searched for once more (R9). */
  searched: boolean;
  /** Fence of the job row that is stored; 0: none. Kept by the shell. */
  storedJob: number;
  /** It has a row. Kept by the shell. */
  stored: boolean;
  /** Where it stands while no goal wants it; `none` for the live one, whose resource has the verdict. */
  verdict: Verdict;
  /** How many workers were lost under its job in a row; too many quarantine it (R24). */
  losses: number;
  /** The last numbered request done (R16). */
  requestDone: number;
  /** Period of its watch in ms as the handler wants it; 0: the observer's default. */
  watchPeriodMs: number;
  /** How long it may stay pending; 0: the engine's default. */
  pendingTimeoutMs: number;
  /** What the API shows: the last action and how it went. */
  action: InstanceAction;
  status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
  reason: string;
  /** Milliseconds since the epoch, given with the facts; for people only. */
  createdMs: number;
  startedMs: number;
  endedMs: number;
}

/** `INIT`: a hook holds it before it is made. */
export type InstanceAction =
  'INIT' | 'CREATE' | 'UPDATE' | 'DELETE' | 'ADOPT' | 'CHECK' | 'SUSPEND' | 'RESUME' | 'SNAPSHOT' | 'RESTORE';
export type JobAction =
  'create' | 'update' | 'delete' | 'adopt' | 'check' | 'suspend' | 'resume' | 'snapshot' | 'restore';

/** How people call it. Of a text that is made for each instance there would be a hundred thousand. */
export const ACTION_WORDS: { readonly [action in JobAction]: InstanceAction } = {
  create: 'CREATE',
  update: 'UPDATE',
  delete: 'DELETE',
  adopt: 'ADOPT',
  check: 'CHECK',
  suspend: 'SUSPEND',
  resume: 'RESUME',
  snapshot: 'SNAPSHOT',
  restore: 'RESTORE',
};

const ASKED: ReadonlySet<string> = new Set<Asked>(['check', 'suspend', 'resume', 'snapshot', 'restore']);

/** True for the actions that a user asks for, beside what the goal makes of itself. */
export function isAsked(kind: string): kind is Asked {
  return ASKED.has(kind);
}

/** Resolved properties, and which of them are secret. */
export interface Applied {
  /** JSON text of an object. */
  readonly text: string;
  /** Names of the properties whose values are secret. */
  readonly secrets: readonly string[];
  /** Names of the properties that come from volatile attributes (R13). */
  readonly volatile: readonly string[];
  /** What the instance's digest becomes once they are applied. */
  readonly digest: string;
  /** Only in a plan: the properties whose values are not known yet, each with the resources after which they are. */
  readonly knownAfter?: { readonly [property: string]: readonly string[] };
}

export interface Job {
  readonly action: JobAction;
  readonly fence: number;
  readonly attempt: number;
  /** Under which goal it was dispatched: its `since`. */
  readonly revision: number;
  readonly worker: string;
  readonly sinceMs: number;
  /** What an update changes. */
  readonly changes: readonly string[];
  /** The numbered request that it does; 0: none. */
  readonly request: number;
  /** It took too long, and its handler was asked to stop. In memory only: its timer tells it again. */
  overdue: boolean;
}

export interface Again {
  readonly action: JobAction;
  readonly afterMs: number;
}

export interface Failure {
  readonly action: JobAction;
  /** `since` of the goal under which it happened. */
  readonly revision: number;
  /** Of what was being applied; empty for a delete. */
  readonly digest: string;
  /**
   * `transient`: tried again after a back-off. `permanent`: holds, as the handler says. `exhausted`: holds,
   * after too many tries or lost workers. `unready`: it was gone or broken
   * before it was ever ready; another one is made until the attempts are used up. `timeout`: as permanent, until it turns ready after all.
   * `overdue`: as permanent; its job took too long.
   */
  readonly kind: 'transient' | 'permanent' | 'exhausted' | 'unready' | 'timeout' | 'overdue';
  /** How many tries failed so far. */
  readonly attempt: number;
  readonly cause: string;
}

/** What it waits for by the clock. The shell turns `after` into `dueMs` and sets `rung` when it is due (R12). */
export interface Timer {
  readonly purpose: TimerPurpose;
  readonly dueMs: number;
  rung: boolean;
}

/**
 * `retry`: after a failed try. `again`: until its handler wants to be run again. `pending`: how long it may be. `search`: for what an uncertain create left. `repair`: after a repair
 * that failed or did not hold. `hold`: after it a repair has held.
 */
export type TimerPurpose = 'retry' | 'again' | 'pending' | 'search' | 'repair' | 'hold';

export interface Observed {
  readonly status: 'absent' | 'pending' | 'ready' | 'broken';
  readonly properties: JsonObject | null;
  readonly reason: string;
  /** How many looks in a row saw this status: `absent` and `broken` count from the second (R5). */
  readonly looks: number;
}

export const UNKNOWN = 'unknown';

/** A create is over once a digest was written: before, nobody can say what the thing looks like. */
export function isCreated(instance: Instance): boolean {
  return instance.digest !== '';
}
