import type { ResourceTypeSchema } from '../../../lib/handler/contract.js';
import type { GoalResource } from '../../../lib/hot/values.js';
import type { DriftPolicy } from '../../../lib/drift-policy.js';
import { NO_MODES, type Goal, type GoalAction } from './goal.js';
import type { Applied, Failure, Instance } from './instance.js';
import type { Planning } from './plan/planning.js';
import type { Tally, Verdict } from './verdict.js';

/**
 * All that `decide` may know of a stack: the goal, and what was made and seen. It has no clock and no I/O. `decide`
 * reads it; only the functions in `facts/` change it, one for each kind of fact.
 */
export interface Snapshot {
  readonly stackId: string;
  readonly stackName: string;
  goal: Goal;
  /** By name: those of the goal, and those that only have instances left. */
  readonly resources: Map<string, Resource>;
  /** By ordinal. */
  readonly instances: Map<number, Instance>;
  /** Those with a real thing, by type, node and physical id (R7). */
  readonly byPhysicalId: Map<string, Instance>;
  nextOrdinal: number;
  /** The newest revision that was reached; 0 before the first. */
  completedRevision: number;
  /** The time for what was asked is over (R12). */
  expired: boolean;
  /** A check has found something, or a repair has failed, and not all is well since: it is CHECK_FAILED until then. Kept by the shell. */
  checkFailed: boolean;
  /** Nodes of which nobody can say how the things there are (R18). Kept by the shell. */
  silent: ReadonlySet<string>;
  /** It made no progress for long, and people were told. */
  stalled: boolean;
  /** For a `restore`: what was kept of each resource, as JSON text, by name. */
  kept: ReadonlyMap<string, string>;
  /** How many resources and unwanted instances stand where: status is derived from it in O(1). */
  readonly tally: Tally;
  readonly rules: Rules;
  /** Set in the copy on which a plan is made; null in what is real. */
  readonly planning: Planning | null;
}

/** A name of the template, now or earlier. */
export interface Resource {
  readonly name: string;
  /** Null: the goal has no such resource (any more). */
  goal: GoalResource | null;
  /** Names whose values can cause an update of this one. */
  needs: readonly Resource[];
  dependants: Resource[];
  /** How many of `needs` are not done: kept up to date, never counted anew (R17). */
  unsettledNeeds: number;
  /** Those that exist, oldest first. */
  instances: Instance[];
  /** It is settled, or counts as such: what requires it need not wait. */
  done: boolean;
  /** Something has to be built on it: gone or broken it is not left alone, whatever its policy, until it is settled well (R13). */
  demanded: boolean;
  /** What the tries of before came to that had to go first (R11): in memory only, since a new try says it anew. */
  readonly tried: { repairs: number; unready: Failure | null };
  /** The live one, once it was settled under the current goal. */
  settled: Instance | null;
  /** The properties, when they refer to nothing; worked out at the first look. */
  literal: Applied | null;
  /** Why its properties could not be resolved at the last look; empty: they could, or are not known yet. */
  fault: string;
  verdict: Verdict;
}

/** What the core is told once: values and pure functions, no services. */
export interface Rules {
  readonly typeOf: (type: string) => ResourceTypeSchema | undefined;
  /** A keyed digest (HMAC) of a text (R15). */
  readonly digest: (text: string) => string;
  readonly attempts: number;
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  readonly pendingTimeoutMs: number;
  /** After how long a failed repair is tried again. */
  readonly repairRetryMs: number;
  /** After how long an uncertain instance is searched for once more (R9). */
  readonly orphanGraceMs: number;
  /** How many workers may be lost under one job before it is held as failed (R24). */
  readonly maxLosses: number;
  /** How long one action may take (R12). */
  readonly actionTimeoutMs: number;
  readonly drift: DriftPolicy;
}

/** The goal itself was reached once, whatever has been asked or has drifted since. */
export function isReached({ completedRevision, goal }: Snapshot): boolean {
  return completedRevision >= goal.since;
}

/** The way to the goal was cancelled, or its time is over; what was reached before that is looked after all the same. */
export function isHalted(snapshot: Snapshot): boolean {
  return (snapshot.expired || snapshot.goal.modes.halted) && !isReached(snapshot);
}

/**
 * A failure on the way to a goal that was never reached makes the goal the last one that was (R3). What the others wait for
 * then is that goal, which the shell writes.
 */
export function shallRollBack(snapshot: Snapshot): boolean {
  const { goal, tally } = snapshot;
  if (!goal.modes.rollback || goal.modes.halted || !ROLLS_BACK.has(goal.action) || isReached(snapshot))
    return false;
  return snapshot.expired || (tally.get('failed') ?? 0) > 0;
}

const ROLLS_BACK: ReadonlySet<GoalAction> = new Set(['CREATE', 'UPDATE', 'RESTORE']);

export function emptySnapshot(stackId: string, stackName: string, rules: Rules): Snapshot {
  return {
    stackId,
    stackName,
    goal: {
      revision: 0,
      since: 0,
      written: 'CREATE',
      asked: 0,
      action: 'CREATE',
      resources: [],
      modes: NO_MODES,
    },
    resources: new Map(),
    instances: new Map(),
    byPhysicalId: new Map(),
    nextOrdinal: 1,
    completedRevision: 0,
    expired: false,
    checkFailed: false,
    silent: new Set(),
    stalled: false,
    kept: new Map(),
    tally: new Map(),
    rules,
    planning: null,
  };
}

/** The resource of that name, made if need be. */
export function resourceNamed(snapshot: Snapshot, name: string): Resource {
  let resource = snapshot.resources.get(name);
  if (!resource) {
    resource = {
      name,
      goal: null,
      needs: [],
      dependants: [],
      unsettledNeeds: 0,
      instances: [],
      done: false,
      demanded: false,
      tried: { repairs: 0, unready: null },
      settled: null,
      literal: null,
      fault: '',
      verdict: 'none',
    };
    snapshot.resources.set(name, resource);
  }
  return resource;
}

export function physicalKey(type: string, node: string, physicalId: string): string {
  return `${type}|${node}|${physicalId}`;
}
