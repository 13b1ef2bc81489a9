import type { Resource, StackEvent } from '../client.js';

/** What a tree shows of a stack at one moment. */
export interface ProgressModel {
  readonly title: string;
  /** Such as `CREATE_IN_PROGRESS`. */
  readonly status: string;
  /** When what is watched began and ended, in ms since the epoch; null: not (yet). */
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly resources: readonly ProgressResource[];
}

export interface ProgressResource {
  readonly name: string;
  readonly type: string;
  /** The thing meant by `status`; '' before there is one. */
  readonly physicalId: string;
  /** Such as `CREATE_COMPLETE`; `INIT_COMPLETE` before its first action. */
  readonly status: string;
  /** Why it failed; shown then only. */
  readonly reason: string;
  readonly requires: readonly string[];
  readonly startedMs: number | null;
  readonly endedMs: number | null;
}

export type Progress = 'waiting' | 'working' | 'done' | 'failed' | 'gone';

export function progressOf(status: string): Progress {
  if (status.startsWith('INIT_')) return 'waiting';
  if (status.endsWith('_FAILED')) return 'failed';
  if (status.endsWith('_IN_PROGRESS')) return 'working';
  return status === 'DELETE_COMPLETE' ? 'gone' : 'done';
}

/** The model of a stack, brought up to date by its events. */
export class ProgressState {
  private readonly resources = new Map<string, ProgressResource>();
  private status: string;
  private endedMs: number | null = null;

  constructor(
    private readonly stack: { readonly id: string; readonly name: string },
    status: string,
    private readonly startedMs: number,
  ) {
    this.status = status;
  }

  /** Takes over what the API lists; what it does not list any more is gone. */
  list(resources: readonly Resource[], nowMs: number): void {
    const listed = new Set(resources.map((resource) => resource.resource_name));
    for (const [name, old] of this.resources) {
      if (!listed.has(name) && progressOf(old.status) !== 'gone') {
        this.resources.set(name, { ...old, status: 'DELETE_COMPLETE', endedMs: old.endedMs ?? nowMs });
      }
    }
    for (const resource of resources) this.resources.set(resource.resource_name, fromApi(resource));
  }

  /** @returns true when the event is the stack's own, or of a resource that is not known yet: time to ask the API. */
  event(event: StackEvent, nowMs: number): boolean {
    const { resource_name: name, resource_status: status, resource_status_reason: reason } = event;
    if (event.physical_resource_id === this.stack.id && name === this.stack.name) {
      this.status = status;
      return true;
    }
    const old = this.resources.get(name);
    if (!old) return true;
    const physicalId = event.physical_resource_id || old.physicalId;
    // Of a thing that was replaced: its successor is what is shown.
    if (status.startsWith('DELETE_') && physicalId !== old.physicalId && old.physicalId !== '') return false;
    const working = progressOf(status) === 'working';
    this.resources.set(name, {
      ...old,
      physicalId,
      status,
      reason,
      startedMs: working ? nowMs : (old.startedMs ?? nowMs),
      endedMs: working ? null : nowMs,
    });
    return false;
  }

  showStatus(status: string): void {
    this.status = status;
  }

  end(status: string, nowMs: number): void {
    this.status = status;
    this.endedMs = nowMs;
  }

  model(): ProgressModel {
    return {
      title: this.stack.name,
      status: this.status,
      startedMs: this.startedMs,
      endedMs: this.endedMs,
      resources: [...this.resources.values()],
    };
  }
}

function fromApi(resource: Resource): ProgressResource {
  return {
    name: resource.resource_name,
    type: resource.resource_type,
    physicalId: resource.physical_resource_id,
    status: resource.resource_status,
    reason: resource.resource_status_reason,
    requires: resource.requires,
    startedMs: resource.started_time === null ? null : Date.parse(resource.started_time),
    endedMs: resource.ended_time === null ? null : Date.parse(resource.ended_time),
  };
}
