import type { GoalAction } from './goal.js';
import type { Failure, Instance, InstanceAction } from './instance.js';
import type { Resource } from './snapshot.js';
import { typeShown } from './type-shown.js';

/** What happened to a resource, for people: one for each change of its status. */
export interface ResourceEvent {
  readonly resource: string;
  readonly type: string;
  readonly ordinal: number;
  readonly physicalId: string;
  readonly action: InstanceAction | GoalAction;
  readonly status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
  readonly reason: string;
}

/** One try that failed, as it is kept. */
export interface FailedTry {
  readonly instance: Instance;
  readonly physicalId: string;
  readonly failure: Failure;
  /** The run that failed, or after which it never became ready. */
  readonly fence: number;
}

/** What a snapshot kept of a thing. */
export interface KeptThing {
  readonly instance: Instance;
  /** The revision that asked for the snapshot. */
  readonly request: number;
  readonly physicalId: string;
  /** JSON text of what the handler returned; empty: it keeps nothing. */
  readonly data: string;
}

/** What the facts of one turn changed in one snapshot: what to look at next, what to write, what to tell. */
export class Changes {
  /** To be looked at, in this order, each once. */
  readonly touched = new Set<Resource>();
  /** Rows to write: `applied` those whose properties must be written too (or that are new). */
  readonly dirty = new Map<Instance, 'applied' | 'state'>();
  readonly removed = new Set<Instance>();
  readonly events: ResourceEvent[] = [];
  readonly failures: FailedTry[] = [];
  readonly kept: KeptThing[] = [];

  /** @param nowMs for people only; decides nothing. */
  constructor(public nowMs: number) {}

  touch(resource: Resource): void {
    this.touched.add(resource);
  }

  write(instance: Instance, what: 'applied' | 'state' = 'state'): void {
    if (what === 'applied' || !this.dirty.has(instance)) this.dirty.set(instance, what);
  }

  /** Records the status of an instance and tells of it. */
  tell(
    instance: Instance,
    action: InstanceAction,
    status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED',
    reason: string,
  ): void {
    instance.action = action;
    instance.status = status;
    instance.reason = reason;
    if (status === 'IN_PROGRESS') instance.startedMs = this.nowMs;
    else instance.endedMs = this.nowMs;
    this.note(instance, action, status, reason);
  }

  /** Tells of an instance what does not change its status. */
  note(
    instance: Instance,
    action: InstanceAction,
    status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED',
    reason: string,
  ): void {
    this.events.push({
      resource: instance.resource.name,
      type: typeShown(instance.resource, instance.type),
      ordinal: instance.ordinal,
      physicalId: instance.physicalId,
      action,
      status,
      reason,
    });
  }

  /** Records that a try of the instance has failed. Its row is written. */
  fail(instance: Instance, failure: Failure): void {
    instance.failure = failure;
    this.failures.push({ instance, physicalId: instance.physicalId, failure, fence: instance.fence });
    this.write(instance);
  }

  /** Forgets what was written: the next turn begins. What is touched stays. */
  reset(): void {
    this.dirty.clear();
    this.removed.clear();
    this.events.length = 0;
    this.failures.length = 0;
    this.kept.length = 0;
  }
}
