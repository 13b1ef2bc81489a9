import type { JsonObject } from '../../../../lib/json.js';
import type { Changes } from '../changes.js';
import { equal } from '../diff.js';
import { heldDelete } from '../hooks.js';
import { ACTION_WORDS, isAsked, UNKNOWN, type Instance, type Job } from '../instance.js';
import { canUpdate } from '../live-instance.js';
import { physicalKey, resourceNamed, type Snapshot } from '../snapshot.js';
import type { Asked } from '../verdict.js';
import { askedDone, tellChecked } from './asked.js';
import { raiseEpoch } from './dispatched.js';
import { namePhysically, rivalOf } from './named.js';
import { addInstance, blankInstance, NOTHING_APPLIED } from './new-instance.js';
import { sees, type Look } from './observed.js';
import { removeInstance } from './removed.js';
import { touchUnwanted } from './settled.js';

/** What a worker says of a job's run. */
export interface JobReport {
  readonly ordinal: number;
  readonly fence: number;
  readonly outcome: 'succeeded' | 'transient' | 'permanent' | 'aborted' | 'again';
  /** Empty for none. */
  readonly physicalId: string;
  /** The run named it: it made the thing, or found what an earlier run of its key had made. */
  readonly made: boolean;
  readonly observation: Look | null;
  readonly error: string;
  /** What a `snapshot` kept, as JSON text; empty for nothing. */
  readonly data: string;
  readonly watchPeriodMs: number;
  readonly pendingTimeoutMs: number;
  /** With `again`: after how long. */
  readonly againMs: number;
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
  else if (job.overdue) fail(changes, instance, job, 'overdue', OVERDUE);
  else if (report.outcome === 'again') waits(instance, job, report);
  else if (report.outcome !== 'aborted') failed(snapshot, changes, instance, job, report);
  return 'moved';
}

export const OVERDUE = 'it took longer than it may, and was stopped';

/** No job is in flight any more; the instance is looked at, and what has to go before the next one of it can be made (R11). */
export function endJob(changes: Changes, instance: Instance): void {
  instance.job = null;
  raiseEpoch(instance);
  changes.write(instance);
  changes.touch(instance.resource);
  touchUnwanted(changes, instance);
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
  if (isAsked(job.action)) {
    didAsked(snapshot, changes, instance, job.action, job.request, report);
    return;
  }
  if (job.action === 'delete') {
    if (mayStillCome(snapshot, instance)) {
      instance.searched = true;
      return;
    }
    changes.tell(instance, 'DELETE', 'COMPLETE', 'state changed');
    if (!heldDelete(snapshot, instance, 'post-delete')) removeInstance(snapshot, changes, instance);
    return;
  }
  const taken =
    job.action === 'adopt' ? takeOver(snapshot, changes, instance, job, report.observation) : NONE;
  if (!taken) return;
  instance.digest = taken.length > 0 ? UNKNOWN : instance.applied.digest;
  instance.uncertain = taken;
  instance.baseline = null;
  instance.observed = null;
  instance.unhealthy = '';
  instance.watchPeriodMs = report.watchPeriodMs;
  instance.pendingTimeoutMs = report.pendingTimeoutMs;
  if (report.observation) sees(snapshot, changes, instance, report.observation);
}

/** A worker that was thought dead may be making it (R9). What the engine keeps itself it makes for nobody but the newest run. */
function mayStillCome({ rules }: Snapshot, { physicalId, searched, type }: Instance): boolean {
  return physicalId === '' && !searched && rules.typeOf(type)?.observed !== 'by report';
}

/**
 * The thing is ours now. Answers the properties that it has otherwise than wanted: they are changed next. Undefined: one of them
 * cannot change in place, and the thing stays as it is, whoever's it was.
 */
function takeOver(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  job: Job,
  look: Look | null,
): readonly string[] | undefined {
  const wanted = JSON.parse(instance.applied.text) as JsonObject;
  const seen = look?.properties ?? {};
  const other = Object.keys(seen).filter(
    (name) => wanted[name] !== undefined && !equal(wanted[name], seen[name]),
  );
  if (!canUpdate(snapshot, instance, other)) {
    const fixed = other.filter((name) => !canUpdate(snapshot, instance, [name]));
    const cause = `${instance.physicalId} cannot be taken over: its ${fixed.join(', ')} cannot change in place; let the template say what it has`;
    fail(changes, instance, job, 'permanent', cause);
    return undefined;
  }
  const { physicalId } = instance;
  instance.adopting = false;
  instance.physicalId = '';
  namePhysically(snapshot, changes, instance, physicalId);
  return other;
}

function didAsked(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  kind: Asked,
  request: number,
  report: JobReport,
): void {
  // Its content is another one now; what the goal says of it is the same.
  if (kind === 'restore') instance.baseline = ofTheGoal(instance);
  if (kind === 'restore' || kind === 'resume') instance.observed = null;
  if (report.observation && kind !== 'suspend') sees(snapshot, changes, instance, report.observation);
  if (kind === 'check') tellChecked(changes, instance);
  else if (instance.status === 'IN_PROGRESS')
    changes.tell(instance, instance.action, 'COMPLETE', 'state changed');
  askedDone(snapshot, changes, instance, kind, request, report.data);
}

/** How it was seen right after applying, of what the goal says. */
function ofTheGoal({ baseline, applied }: Instance): JsonObject | null {
  if (!baseline) return null;
  const wanted = JSON.parse(applied.text) as JsonObject;
  return Object.fromEntries(Object.entries(baseline).filter(([name]) => wanted[name] !== undefined));
}

/** It goes on from what it has saved, with the same attempt. */
function waits(instance: Instance, { action }: Job, { againMs, error }: JobReport): void {
  instance.again = { action, afterMs: againMs };
  instance.timer = null;
  instance.reason = error;
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
  kind: 'transient' | 'permanent' | 'exhausted' | 'overdue',
  cause: string,
): void {
  changes.fail(instance, {
    action: job.action,
    revision: job.request || job.revision,
    digest: job.action === 'delete' ? '' : instance.applied.digest,
    kind,
    attempt: job.attempt,
    cause,
  });
  instance.timer = null;
  if (kind !== 'transient') {
    changes.tell(instance, ACTION_WORDS[job.action], 'FAILED', cause);
  } else {
    instance.reason = `attempt ${String(job.attempt)} failed: ${cause}`;
  }
}

/** What nobody asked for any more moves nothing; but a thing that no row knows of must not be left behind (R8). */
function stale(
  snapshot: Snapshot,
  changes: Changes,
  report: JobReport,
  instance: Instance | undefined,
): 'stale' {
  const { physicalId, made, resource, type, node } = report;
  // What it was told of may be somebody else's by now, or left alone on purpose.
  if (!physicalId || !made) return 'stale';
  if (instance?.physicalId === physicalId) return 'stale';
  if (snapshot.byPhysicalId.has(physicalKey(type, node, physicalId))) return 'stale';
  if (instance?.physicalId === '') {
    // The same key made it: the instance that is still at it will find the same thing.
    namePhysically(snapshot, changes, instance, physicalId);
    changes.touch(instance.resource);
    return 'stale';
  }
  if (snapshot.rules.typeOf(type)?.observed === 'by report') return 'stale';
  const named = resourceNamed(snapshot, resource);
  const orphan = blankInstance(snapshot.nextOrdinal, named, type, NOTHING_APPLIED, changes.nowMs);
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
