import { physicalKey, shallRollBack, type Snapshot } from '../core/snapshot.js';
import type { Changes } from '../core/changes.js';
import { reached } from '../core/facts/reached.js';
import { isBad } from '../core/live-instance.js';
import { deriveStatus, type Status } from '../core/status.js';
import { appliedText, instanceRow, instanceUpdate, jobRow, type Seal } from './instance-rows.js';
import type { Resident } from './resident.js';
import { failureReason, stackReason } from './stack-reason.js';
import type {
  EventRow, FailureRow, InstanceRow, JobRow, RemovedRow, RowKey, SnapshotRow, StackRow, Turn,
} from './store-port.js'; // prettier-ignore

/** False: the turn changed nothing of the stack that is stored. */
export function needsWrite({ changes, snapshot, row, refused }: Resident): boolean {
  // Its first goal is on its way, or its rows will not be had.
  if (snapshot.goal.revision === 0 || refused) return false;
  if (changes.dirty.size > 0 || changes.removed.size > 0 || changes.events.length > 0) return true;
  if (row.seen !== snapshot.goal.revision) return true;
  const { action, status, convergence } = deriveStatus(snapshot);
  return row.action !== action || row.status !== status || row.convergence !== convergence;
}

/** Collects what one turn writes, for all its stacks. */
export class TurnRows {
  readonly stacks: StackRow[] = [];
  readonly inserted: InstanceRow[] = [];
  readonly updated: (Omit<InstanceRow, 'applied'> & { applied: string | null })[] = [];
  readonly removed: RemovedRow[] = [];
  readonly jobs: JobRow[] = [];
  readonly endedJobs: RowKey[] = [];
  readonly events: EventRow[] = [];
  readonly failures: FailureRow[] = [];
  readonly snapshots: SnapshotRow[] = [];

  constructor(private readonly seal: Seal) {}

  get size(): number {
    return this.inserted.length + this.updated.length + this.removed.length + this.stacks.length;
  }

  /** Takes in what changed in a stack, with its status as it now is. The stack's own event comes last. */
  add(resident: Resident, nowMs: number): void {
    const { snapshot, changes } = resident;
    this.addInstances(resident, changes);
    this.addFailures(resident);
    this.addKept(resident);
    if (changes.dirty.size > 0 || changes.removed.size > 0) snapshot.stalled = false;
    const before = resident.row;
    const now = deriveStatus(snapshot);
    const { event, reason } = this.addEvents(resident, now, nowMs);
    snapshot.checkFailed = now.action === 'CHECK' && now.status === 'FAILED';
    if (isChecked(now)) repairChecked(snapshot, changes);
    if (now.status === 'COMPLETE') reached(snapshot);
    resident.row = {
      id: resident.id,
      shard: before.shard,
      seen: snapshot.goal.revision,
      completed: snapshot.completedRevision,
      ordinal: snapshot.nextOrdinal,
      event,
      action: now.action,
      status: now.status,
      reason,
      convergence: now.convergence,
      deleted: snapshot.goal.action === 'DELETE' && now.status === 'COMPLETE',
    };
    this.stacks.push(resident.row);
    resident.written.push(...changes.dirty.keys(), ...changes.removed);
    changes.reset();
  }

  /** The rows of some of the stacks. */
  only(ids: ReadonlySet<string>): TurnRows {
    const part = new TurnRows(this.seal);
    const mine = ({ stack }: { readonly stack: string }) => ids.has(stack);
    part.stacks.push(...this.stacks.filter(({ id }) => ids.has(id)));
    part.inserted.push(...this.inserted.filter(mine));
    part.updated.push(...this.updated.filter(mine));
    part.removed.push(...this.removed.filter(mine));
    part.jobs.push(...this.jobs.filter(mine));
    part.endedJobs.push(...this.endedJobs.filter(mine));
    part.events.push(...this.events.filter(mine));
    part.failures.push(...this.failures.filter(mine));
    part.snapshots.push(...this.snapshots.filter(mine));
    return part;
  }

  turn(shards: Turn['shards']): Turn {
    const { stacks, inserted, updated, removed, jobs, endedJobs, events, failures, snapshots } = this;
    return { shards, stacks, inserted, updated, removed, jobs, endedJobs, events, failures, snapshots };
  }

  /** In the order in which people expect them: a goal begins, its resources change, it ends. */
  private addEvents(
    resident: Resident,
    now: Status,
    time: number,
  ): { readonly event: number; readonly reason: string } {
    const { snapshot, changes, row: before } = resident;
    const { action } = snapshot.goal;
    let { event, reason } = before;
    const tell = (
      name: string,
      type: string,
      physical: string,
      what: { action: string; status: string },
      why: string,
    ) => {
      event += 1;
      const { action, status } = what;
      this.events.push({
        stack: resident.id,
        event,
        time,
        name,
        type,
        physical,
        action,
        status,
        reason: why,
      });
    };
    const tellStack = (what: { action: string; status: string }) => {
      tell(resident.name, 'OS::Heat::Stack', resident.id, what, reason);
    };
    const { revision, asked } = snapshot.goal;
    // A revision that only changes modes begins nothing of its own.
    const isNew = before.seen < asked;
    if (isNew) {
      reason = `Stack ${action} started`;
      tellStack({ action, status: 'IN_PROGRESS' });
    }
    for (const e of changes.events) tell(e.resource, e.type, e.physicalId, e, e.reason);
    const changed = isNew
      ? now.status !== 'IN_PROGRESS'
      : before.status !== now.status || before.action !== now.action;
    if (changed) {
      reason = stackReason(snapshot, now);
      tellStack(now);
    } else if (shallRollBack(snapshot) && resident.wentBackFrom !== revision) {
      // It has failed, for those who follow; its status is that of the way back, in a moment.
      resident.wentBackFrom = revision;
      const failed = { action, status: 'FAILED' } as const;
      reason = stackReason(snapshot, { ...failed, convergence: 'failed' });
      tellStack(failed);
    } else if (now.status === 'FAILED') {
      // More may have failed since, and before what was named; while that is mended, what was said stays.
      reason = failureReason(snapshot, now) ?? reason;
    }
    return { event, reason };
  }

  private addInstances({ id, snapshot }: Resident, changes: Changes): void {
    for (const [instance, what] of changes.dirty) {
      if (!instance.stored) {
        this.inserted.push(instanceRow(snapshot, instance, this.seal));
        instance.stored = true;
      } else {
        const applied = what === 'applied' ? appliedText(instance, this.seal) : null;
        this.updated.push({ ...instanceUpdate(snapshot, instance, this.seal), applied });
      }
      const { job } = instance;
      if (job && job.fence !== instance.storedJob) {
        const row = jobRow(snapshot, instance);
        if (row) this.jobs.push(row);
        instance.storedJob = job.fence;
      } else if (!job && instance.storedJob > 0) {
        this.endedJobs.push({ stack: id, ordinal: instance.ordinal });
        instance.storedJob = 0;
      }
    }
    for (const { ordinal, storedJob, type, node, physicalId, external } of changes.removed) {
      const key = physicalId === '' || external ? '' : physicalKey(type, node, physicalId);
      this.removed.push({ stack: id, ordinal, key: snapshot.byPhysicalId.has(key) ? '' : key });
      if (storedJob > 0) this.endedJobs.push({ stack: id, ordinal });
    }
  }

  private addFailures({ id, snapshot, changes }: Resident): void {
    for (const { instance, physicalId, failure, fence } of changes.failures) {
      const { ordinal, type, resource } = instance;
      const { action, attempt, kind, cause } = failure;
      this.failures.push({
        stack: id, ordinal, fence, revision: snapshot.goal.since, time: changes.nowMs, name: resource.name, type,
        physical: physicalId, action, attempt, kind, cause,
      }); // prettier-ignore
    }
  }

  private addKept({ id, changes }: Resident): void {
    for (const { instance, request: revision, physicalId: physical, data } of changes.kept) {
      const { type, resource } = instance;
      this.snapshots.push({
        stack: id,
        revision,
        name: resource.name,
        type,
        physical,
        data: this.seal.seal(data),
      });
    }
  }
}

/** Everything was looked at. */
function isChecked({ action, status, convergence }: Status): boolean {
  return action === 'CHECK' && (status === 'COMPLETE' || (status === 'FAILED' && convergence === 'drifted'));
}

/** The check is over: what it found, or left as it was, is put right, where its policy says so. */
function repairChecked(snapshot: Snapshot, changes: Changes): void {
  if (snapshot.completedRevision >= snapshot.goal.revision) return;
  reached(snapshot);
  for (const resource of snapshot.resources.values())
    if (resource.verdict === 'drifted' || (resource.settled && isBad(resource.settled)))
      changes.touch(resource);
}
