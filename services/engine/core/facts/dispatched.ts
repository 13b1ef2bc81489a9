import type { Changes } from '../changes.js';
import type { Request } from '../goal.js';
import { ACTION_WORDS, isAsked, UNKNOWN, type Applied, type Instance, type JobAction } from '../instance.js';
import type { Resource, Snapshot } from '../snapshot.js';
import type { Asked, Decision } from '../verdict.js';
import { deleteHooksOf } from './marked.js';
import { addInstance, blankInstance } from './new-instance.js';
import { record, unsettle } from './settled.js';

export type JobDecision = Extract<
  Decision,
  { kind: 'create' | 'replace' | 'update' | 'delete' | 'adopt' | Asked }
>;

/** Where the job goes: chosen before the commit that names it (R25). */
export interface Placement {
  readonly worker: string;
  readonly node: string;
}

/** A job is given to a worker. Returns the instance it is for, which may be a new one. */
export function dispatched(
  snapshot: Snapshot,
  changes: Changes,
  decision: JobDecision,
  to: Placement,
): Instance {
  switch (decision.kind) {
    case 'create':
    case 'replace': {
      const { resource, applied, repairs } = decision;
      const instance = decision.instance ?? newInstance(snapshot, resource, applied, changes.nowMs);
      instance.repairs = Math.max(repairs, resource.tried.repairs);
      resource.tried.repairs = 0;
      return begin(snapshot, changes, instance, 'create', to);
    }
    case 'adopt':
      decision.instance.applied = decision.applied;
      return begin(snapshot, changes, decision.instance, 'adopt', to);
    case 'update': {
      const { instance, applied, changes: names } = decision;
      // Until the report nobody knows what it has (R4).
      if (instance.applied.digest !== applied.digest) instance.checkpoint = '';
      instance.uncertain = union(instance.uncertain, names);
      instance.digest = UNKNOWN;
      instance.applied = applied;
      if (decision.repair) instance.repairs += 1;
      else instance.updatedUnder = snapshot.goal.since;
      return begin(snapshot, changes, instance, 'update', to, names);
    }
    case 'delete':
      decision.instance.deleting = true;
      start(snapshot, changes, decision.instance, { action: 'delete', to });
      return decision.instance;
    default:
      start(snapshot, changes, decision.instance, { action: decision.kind, to, request: decision.request });
      return decision.instance;
  }
}

/** Something is made of what was resolved: it stands on its requirements from now on (R1). */
function begin(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  action: JobAction,
  to: Placement,
  names?: readonly string[],
): Instance {
  record(snapshot, changes, instance, union(instance.requires, settledNeeds(instance.resource)));
  start(snapshot, changes, instance, { action, to, ...(names && { changes: names }) });
  changes.write(instance, 'applied');
  return instance;
}

interface Start {
  readonly action: JobAction;
  readonly to: Placement;
  readonly changes?: readonly string[];
  readonly request?: number;
}

function start(snapshot: Snapshot, changes: Changes, instance: Instance, job: Start): void {
  const { action, to } = job;
  const { settled } = instance.resource;
  // What a user asks of a settled thing does not unsettle it.
  if (!isAsked(action) && (settled === instance || action === 'create' || action === 'adopt'))
    unsettle(changes, instance.resource);
  const { failure } = instance;
  const again =
    failure?.action === action &&
    failure.kind === 'transient' &&
    (action === 'delete' || isAsked(action) || failure.digest === instance.applied.digest);
  instance.fence += 1;
  raiseEpoch(instance);
  instance.timer = null;
  instance.again = null;
  instance.node ||= to.node;
  instance.job = {
    action,
    fence: instance.fence,
    attempt: again ? failure.attempt + 1 : 1,
    revision: snapshot.goal.since,
    worker: to.worker,
    sinceMs: changes.nowMs,
    changes: job.changes ?? NONE,
    request: job.request ?? 0,
    overdue: false,
  };
  changes.write(instance);
  const word = ACTION_WORDS[action];
  // What another action had saved is of no use to this one; a delete finds with it what a create began (R9).
  if (action !== 'delete' && instance.action !== word) instance.checkpoint = '';
  if (instance.action !== word || instance.status !== 'IN_PROGRESS') {
    changes.tell(instance, word, 'IN_PROGRESS', 'state changed');
  }
}

/** What was seen before does not count from here on (R5). */
export function raiseEpoch(instance: Instance): void {
  instance.epoch += 1;
  instance.sequence = 0;
}

export function newInstance(
  snapshot: Snapshot,
  resource: Resource,
  applied: Applied,
  nowMs: number,
): Instance {
  const instance = blankInstance(snapshot.nextOrdinal, resource, resource.goal?.type ?? '', applied, nowMs);
  snapshot.nextOrdinal += 1;
  instance.keep = resource.goal?.deletionPolicy ?? null;
  instance.deleteHooks = deleteHooksOf(resource.goal?.hooks);
  // What users said of those before does not hold for it.
  instance.requestDone = lastMark(snapshot.goal.modes.requests);
  addInstance(snapshot, instance);
  return instance;
}

function lastMark(requests: readonly Request[]): number {
  let last = 0;
  for (const { number, verb } of requests) if (!isAsked(verb)) last = Math.max(last, number);
  return last;
}

const NONE: readonly string[] = [];

function settledNeeds(resource: Resource): Instance[] {
  const settled: Instance[] = [];
  for (const need of resource.needs) if (need.settled) settled.push(need.settled);
  return settled;
}

function union<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  return [...new Set([...a, ...b])];
}
