import type { Changes } from '../changes.js';
import { UNKNOWN, type Instance, type InstanceAction, type Job } from '../instance.js';
import { physicalKey, resourceNamed, type Snapshot } from '../snapshot.js';
import { addInstance, blankInstance, raiseEpoch } from './dispatched.js';
import { removeInstance } from './removed.js';
import { sees, type Look } from './observed.js';

/** What a worker says of a job's run. */
export interface JobReport {
  readonly ordinal: number;
  readonly fence: number;
  readonly outcome: 'succeeded' | 'transient' | 'permanent' | 'aborted';
  /** Empty for none. */
  readonly physicalId: string;
  readonly observation: Look | null;
  readonly error: string;
  readonly watchPeriodMs: number;
  readonly pendingTimeoutMs: number;
  /** What the job was for, as it said: known even when no row is left. */
  readonly resource: string;
  readonly type: string;
  readonly node: string;
}

/** `stale`: it moved no instance. */
export function reported(snapshot: Snapshot, changes: Changes, report: JobReport): 'moved' | 'stale' {
  const instance = snapshot.instances.get(report.ordinal);
  const job = instance?.job;
  if (!instance || job?.fence !== report.fence) {
    return stale(snapshot, changes, report, instance);
  }
  endJob(changes, instance);
  const rival = rivalOf(snapshot, instance, report.physicalId);
  if (rival) {
    const cause = `${report.physicalId} is taken by resource ${rival.resource.name} of this stack: let one of them name another`;
    fail(changes, instance, job, 'permanent', cause);
    return 'moved';
  }
  if (report.physicalId) namePhysically(snapshot, changes, instance, report.physicalId);
  if (report.outcome !== 'aborted') instance.losses = 0;
  if (report.outcome === 'succeeded') succeeded(snapshot, changes, instance, job, report);
  else if (report.outcome !== 'aborted') failed(snapshot, changes, instance, job, report);
  return 'moved';
}

/** No job is in flight any more; the instance is looked at. */
export function endJob(changes: Changes, instance: Instance): void {
  instance.job = null;
  raiseEpoch(instance);
  changes.write(instance);
  changes.touch(instance.resource);
}

function succeeded(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  job: Job,
  report: JobReport,
): void {
  instance.failure = null;
  instance.timer = null;
  instance.checkpoint = '';
  if (job.action === 'delete') {
    if (instance.physicalId === '' && !instance.searched) {
      // It may still come into being: a worker that was thought dead may be making it (R9).
      instance.searched = true;
      return;
    }
    changes.tell(instance, 'DELETE', 'COMPLETE', 'state changed');
    removeInstance(snapshot, changes, instance);
    return;
  }
  instance.digest = instance.applied.digest;
  instance.uncertain = NONE;
  instance.baseline = null;
  instance.observed = null;
  instance.watchPeriodMs = report.watchPeriodMs;
  instance.pendingTimeoutMs = report.pendingTimeoutMs;
  if (report.observation) sees(snapshot, changes, instance, report.observation);
}

function failed(snapshot: Snapshot, changes: Changes, instance: Instance, job: Job, report: JobReport): void {
  const tired = job.attempt >= snapshot.rules.attempts;
  const kind = report.outcome === 'permanent' ? 'permanent' : tired ? 'exhausted' : 'transient';
  fail(changes, instance, job, kind, report.error);
}

export function fail(
  changes: Changes,
  instance: Instance,
  job: Job,
  kind: 'transient' | 'permanent' | 'exhausted',
  cause: string,
): void {
  instance.failure = {
    action: job.action,
    revision: job.revision,
    digest: job.action === 'delete' ? '' : instance.applied.digest,
    kind,
    attempt: job.attempt,
    cause,
  };
  instance.timer = null;
  if (kind !== 'transient') {
    changes.tell(instance, job.action.toUpperCase() as InstanceAction, 'FAILED', cause);
  } else {
    instance.reason = `attempt ${String(job.attempt)} failed: ${cause}`;
  }
}

/**
 * Who holds the thing and is wanted under another name: the two would take it from each other for ever. A holder that no
 * goal wants gives way.
 */
export function rivalOf(snapshot: Snapshot, instance: Instance, physicalId: string): Instance | undefined {
  if (physicalId === '' || physicalId === instance.physicalId) return undefined;
  const holder = snapshot.byPhysicalId.get(physicalKey(instance.type, instance.node, physicalId));
  if (!holder || holder.resource === instance.resource || holder.deleting || holder.orphan) return undefined;
  return holder.resource.goal?.type === holder.type ? holder : undefined;
}

/**
 * The thing is known by its provider's name. One thing has one owner: the claim of another instance of the
 * stack moves here, and that one ends without a delete (R7).
 */
export function namePhysically(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  physicalId: string,
): void {
  if (instance.physicalId === physicalId) return;
  if (instance.physicalId)
    snapshot.byPhysicalId.delete(physicalKey(instance.type, instance.node, instance.physicalId));
  instance.physicalId = physicalId;
  changes.write(instance);
  // An orphan may have waited to know that it is not this one.
  if (instance.resource.instances.length > 1) changes.touch(instance.resource);
  if (snapshot.rules.typeOf(instance.type)?.observed === 'by report') return;
  const key = physicalKey(instance.type, instance.node, physicalId);
  const holder = snapshot.byPhysicalId.get(key);
  snapshot.byPhysicalId.set(key, instance);
  if (!holder || holder === instance) return;
  changes.tell(holder, 'DELETE', 'COMPLETE', `${physicalId} is now held by ${instance.resource.name}`);
  removeInstance(snapshot, changes, holder);
}

/** What nobody asked for any more moves nothing; but a thing that no row knows of must not be left behind (R8). */
function stale(
  snapshot: Snapshot,
  changes: Changes,
  report: JobReport,
  instance: Instance | undefined,
): 'stale' {
  const { physicalId, resource, type, node } = report;
  if (!physicalId || report.outcome === 'aborted') return 'stale';
  if (instance && (instance.physicalId === physicalId || instance.physicalId === '')) {
    // The same key made it: the instance that is still at it will find the same thing.
    if (instance.physicalId === '') namePhysically(snapshot, changes, instance, physicalId);
    return 'stale';
  }
  if (snapshot.byPhysicalId.has(physicalKey(type, node, physicalId))) return 'stale';
  if (snapshot.rules.typeOf(type)?.observed === 'by report') return 'stale';
  const orphan = blankInstance(
    snapshot.nextOrdinal,
    resourceNamed(snapshot, resource),
    type,
    NOTHING_APPLIED,
    changes.nowMs,
  );
  snapshot.nextOrdinal += 1;
  addInstance(snapshot, orphan);
  orphan.node = node;
  orphan.orphan = true;
  orphan.digest = UNKNOWN;
  namePhysically(snapshot, changes, orphan, physicalId);
  changes.write(orphan, 'applied');
  changes.touch(orphan.resource);
  return 'stale';
}

const NONE: readonly string[] = [];
const NOTHING_APPLIED = { text: '{}', secrets: NONE, volatile: NONE, digest: '' };
