import type { Instance } from '../core/instance.js';
import { isHalted, type Resource, type Snapshot } from '../core/snapshot.js';
import { typeShown } from '../core/type-shown.js';
import { requirementsFirst } from './use-cases/requirements-first.js';

/** A resource that has failed, and is not tried again in a moment. */
export interface FailedResource {
  readonly name: string;
  readonly type: string;
  readonly physicalId: string;
  /** In capitals, as the API has it. */
  readonly action: string;
  /** The tries that failed so far; 0: none was made. */
  readonly attempt: number;
  readonly cause: string;
  /** Milliseconds since the epoch; 0: it is not known. */
  readonly timeMs: number;
  /** There is a row of it, or will be after the turn's commit: a try failed under this goal. */
  readonly isRow: boolean;
}

/** What has failed, the root cause first: requirements before what requires them, then by time. O(resources). */
export function failedResources(snapshot: Snapshot): FailedResource[] {
  const failed = new Map<string, FailedResource>();
  for (const resource of snapshot.resources.values()) {
    const failure = failureOf(resource, snapshot.goal.since);
    if (failure) failed.set(resource.name, failure);
  }
  const byTime = [...failed.values()].sort((a, b) => a.timeMs - b.timeMs).map(({ name }) => name);
  return requirementsFirst(byTime, (name) => requirementsOf(snapshot.resources.get(name))).flatMap(
    (name) => failed.get(name) ?? [],
  );
}

/** The stack itself has failed, whatever became of its resources: its time is over, or it was cancelled. */
export function hasFailedAsAWhole(snapshot: Snapshot): boolean {
  return isOutOfTime(snapshot) || isHalted(snapshot);
}

export function isOutOfTime({ expired, completedRevision, goal }: Snapshot): boolean {
  return expired && completedRevision < goal.asked;
}

/** Those of the goal; what no goal wants any more still stands on what it was made with. */
export function requirementsOf(resource: Resource | undefined): string[] {
  if (!resource) return [];
  if (resource.goal) return resource.needs.map(({ name }) => name);
  return resource.instances.flatMap(({ requires }) => requires.map((instance) => instance.resource.name));
}

function failureOf(resource: Resource, since: number): FailedResource | undefined {
  const { name, goal, instances, verdict, fault } = resource;
  if (verdict === 'failed' && fault !== '') {
    const action = instances.length > 0 ? 'UPDATE' : 'CREATE';
    const nothing = { physicalId: '', attempt: 0, timeMs: 0, isRow: false };
    return { name, type: typeShown(resource, goal?.type ?? ''), action, cause: fault, ...nothing };
  }
  const failed = instances.filter((instance) => verdict === 'failed' || instance.verdict === 'failed');
  const [first] = failed
    .flatMap((instance) => ofInstance(instance, since) ?? [])
    .sort((a, b) => a.timeMs - b.timeMs);
  return first;
}

function ofInstance(instance: Instance, since: number): FailedResource | undefined {
  const { resource, type, physicalId, failure, unhealthy, endedMs: timeMs } = instance;
  const base = { name: resource.name, type: typeShown(resource, type), physicalId, timeMs };
  if (failure) {
    const { action, attempt, cause, revision } = failure;
    return { ...base, action: action.toUpperCase(), attempt, cause, isRow: revision >= since };
  }
  if (unhealthy === '') return undefined;
  return { ...base, action: 'CHECK', attempt: 0, cause: unhealthy, isRow: false };
}
