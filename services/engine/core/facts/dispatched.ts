import type { Changes } from '../changes.js';
import { UNKNOWN, type Applied, type Instance, type InstanceAction, type JobAction } from '../instance.js';
import type { Resource, Snapshot } from '../snapshot.js';
import type { Decision } from '../verdict.js';
import { record, unsettle } from './settled.js';

export type JobDecision = Extract<Decision, { kind: 'create' | 'replace' | 'update' | 'delete' }>;

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
  if (decision.kind === 'update') {
    const { instance, applied } = decision;
    // Until the report nobody knows what it has (R4).
    instance.uncertain = union(instance.uncertain, decision.changes);
    instance.digest = UNKNOWN;
    instance.applied = applied;
    record(changes, instance, union(instance.requires, settledNeeds(instance.resource)));
    start(snapshot, changes, instance, 'update', to, decision.changes);
    changes.write(instance, 'applied');
    return instance;
  }
  if (decision.kind === 'delete') {
    const { instance } = decision;
    instance.deleting = true;
    start(snapshot, changes, instance, 'delete', to);
    changes.write(instance);
    return instance;
  }
  const { resource, applied } = decision;
  const instance = decision.instance ?? newInstance(snapshot, resource, applied, changes.nowMs);
  record(changes, instance, union(instance.requires, settledNeeds(resource)));
  start(snapshot, changes, instance, 'create', to);
  changes.write(instance, 'applied');
  return instance;
}

function start(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  action: JobAction,
  to: Placement,
  changed: readonly string[] = [],
): void {
  if (instance.resource.settled === instance || action === 'create') unsettle(changes, instance.resource);
  const { failure } = instance;
  const again =
    failure?.action === action &&
    failure.kind === 'transient' &&
    (action === 'delete' || failure.digest === instance.applied.digest);
  instance.fence += 1;
  raiseEpoch(instance);
  instance.timer = null;
  instance.node ||= to.node;
  instance.job = {
    action,
    fence: instance.fence,
    attempt: again ? failure.attempt + 1 : 1,
    revision: snapshot.goal.revision,
    worker: to.worker,
    sinceMs: changes.nowMs,
    changes: changed,
  };
  const word = action.toUpperCase() as InstanceAction;
  if (instance.action !== word || instance.status !== 'IN_PROGRESS') {
    changes.tell(instance, word, 'IN_PROGRESS', 'state changed');
  }
}

/** What was seen before does not count from here on (R5). */
export function raiseEpoch(instance: Instance): void {
  instance.epoch += 1;
  instance.sequence = 0;
}

function newInstance(snapshot: Snapshot, resource: Resource, applied: Applied, nowMs: number): Instance {
  const instance = blankInstance(snapshot.nextOrdinal, resource, resource.goal?.type ?? '', applied, nowMs);
  snapshot.nextOrdinal += 1;
  addInstance(snapshot, instance);
  return instance;
}

export function addInstance(snapshot: Snapshot, instance: Instance): void {
  snapshot.instances.set(instance.ordinal, instance);
  instance.resource.instances.push(instance);
}

/** An instance of which nothing is known. */
export function blankInstance(
  ordinal: number,
  resource: Resource,
  type: string,
  applied: Applied,
  nowMs: number,
): Instance {
  return {
    ordinal,
    resource,
    type,
    node: '',
    physicalId: '',
    applied,
    digest: '',
    uncertain: NONE,
    requires: NO_INSTANCES,
    recorders: 0,
    observed: null,
    attributes: NOTHING,
    baseline: null,
    epoch: 0,
    sequence: 0,
    fence: 0,
    job: null,
    checkpoint: '',
    failure: null,
    timer: null,
    deleting: false,
    orphan: false,
    searched: false,
    storedJob: 0,
    stored: false,
    verdict: 'none',
    losses: 0,
    requestDone: 0,
    watchPeriodMs: 0,
    pendingTimeoutMs: 0,
    action: 'CREATE',
    status: 'COMPLETE',
    reason: '',
    createdMs: nowMs,
    startedMs: 0,
    endedMs: 0,
  };
}

const NONE: readonly string[] = [];
const NO_INSTANCES: readonly Instance[] = [];
const NOTHING = {};

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
