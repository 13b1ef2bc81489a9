import { changedProperties, driftedProperties } from './diff.js';
import { decideUnwanted, type Successor } from './delete-order.js';
import { isCreated, type Applied, type Instance } from './instance.js';
import { canUpdate, holds, liveInstance } from './live-instance.js';
import { resolve } from './resolve.js';
import { backoff } from './backoff.js';
import type { Resource, Snapshot } from './snapshot.js';
import type { Decision } from './verdict.js';

/** What one look at a resource came to. */
export interface Looked {
  readonly resource: Resource;
  /** The step of the resource itself; undefined when no goal wants it. */
  readonly wanted: Decision | undefined;
  /** The instance that stands for it. */
  readonly live: Instance | undefined;
  /** The steps of its other instances. */
  readonly unwanted: readonly Decision[];
}

/**
 * Decides the next steps of the given resources and of their instances. Pure and level-based: the same
 * snapshot always yields the same decisions, however we came to look at it. O(resources looked at + their instances).
 */
export function decide(
  snapshot: Snapshot,
  resources: Iterable<Resource> = snapshot.resources.values(),
): Looked[] {
  return Array.from(resources, (resource) => decideResource(snapshot, resource));
}

export function decideResource(snapshot: Snapshot, resource: Resource): Looked {
  if (!resource.goal) {
    const unwanted = resource.instances.map((instance) => decideUnwanted(snapshot, instance, 'none'));
    return { resource, wanted: undefined, live: undefined, unwanted };
  }
  const [candidate, wanted] = decideWanted(snapshot, resource);
  // The one to be replaced does not stand for the resource any more: its successor will.
  const live = wanted.kind === 'replace' ? undefined : candidate;
  if (resource.instances.length === (live ? 1 : 0)) return { resource, wanted, live, unwanted: NONE };
  const unwanted = resource.instances
    .filter((instance) => instance !== live)
    .map((instance) => decideUnwanted(snapshot, instance, successorOf(wanted)));
  return { resource, wanted, live, unwanted };
}

const NONE: readonly Decision[] = [];

function successorOf(wanted: Decision): Successor {
  if (wanted.kind === 'settled') return 'settled';
  const begins = wanted.kind === 'create' || wanted.kind === 'replace';
  return begins && !wanted.instance?.physicalId ? 'beginning' : 'unsettled';
}

function decideWanted(snapshot: Snapshot, resource: Resource): [Instance | undefined, Decision] {
  if (!snapshot.rules.typeOf(resource.goal?.type ?? ''))
    return [soleCandidate(resource), wait(resource, 'type')];
  if (resource.unsettledNeeds > 0) {
    const candidate = soleCandidate(resource);
    return [candidate, candidate?.job ? held(candidate) : wait(resource, 'needs')];
  }
  const wanted = resolve(snapshot, resource);
  if (!wanted) return [soleCandidate(resource), wait(resource, resource.fault ? 'failed' : 'needs')];
  const live = liveInstance(snapshot, resource, wanted);
  if (!live) {
    // The same name often means the same thing: what is being removed must be gone before it is made again.
    if (resource.instances.some((i) => i.deleting && i.job))
      return [undefined, wait(resource, 'predecessor')];
    const kind = resource.instances.some((i) => !i.deleting && !i.orphan && isCreated(i))
      ? 'replace'
      : 'create';
    return [undefined, { kind, resource, instance: null, applied: wanted }];
  }
  return [live, decideLive(snapshot, resource, live, wanted)];
}

/** While nothing can be resolved, the newest that is not being deleted stands for the resource. */
function soleCandidate(resource: Resource): Instance | undefined {
  return resource.instances.findLast((instance) => !instance.deleting && !instance.orphan);
}

function decideLive(snapshot: Snapshot, resource: Resource, live: Instance, wanted: Applied): Decision {
  if (live.job) return held(live);
  if (holds(snapshot, live, wanted)) {
    const waiting = waitAfterFailure(snapshot, resource, live);
    if (waiting) return waiting;
  }
  if (!isCreated(live)) return { kind: 'create', resource, instance: live, applied: wanted };
  if (live.digest === wanted.digest) return decideObserved(snapshot, resource, live, wanted);
  const changes = changedProperties(live, wanted);
  if (changes.length === 0) return decideObserved(snapshot, resource, live, wanted);
  return change(snapshot, resource, live, wanted, changes);
}

/** It has what is wanted: what was seen of it decides. */
function decideObserved(snapshot: Snapshot, resource: Resource, live: Instance, wanted: Applied): Decision {
  const { observed } = live;
  if (!observed || observed.status === 'pending') {
    const ms = live.pendingTimeoutMs || snapshot.rules.pendingTimeoutMs;
    return wait(resource, 'observation', live, 'pending', ms);
  }
  if (observed.status === 'ready') {
    const drifted = driftedProperties(live);
    if (drifted.length > 0) return change(snapshot, resource, live, wanted, drifted);
    return { kind: 'settled', resource, instance: live, applied: wanted };
  }
  if (observed.looks < 2) return wait(resource, 'confirm', live);
  return wait(resource, 'broken', live);
}

function change(
  snapshot: Snapshot,
  resource: Resource,
  live: Instance,
  wanted: Applied,
  changes: readonly string[],
): Decision {
  if (canUpdate(snapshot, live, changes)) return { kind: 'update', instance: live, applied: wanted, changes };
  return { kind: 'replace', resource, instance: null, applied: wanted };
}

/** Undefined: it may be tried again now. */
function waitAfterFailure(snapshot: Snapshot, resource: Resource, live: Instance): Decision | undefined {
  const { failure, timer } = live;
  if (!failure) return undefined;
  if (failure.kind === 'transient') {
    if (timer?.purpose === 'retry' && timer.rung) return undefined;
    return wait(resource, 'retry', live, 'retry', backoff(snapshot.rules, failure.attempt));
  }
  // It is still looked at, and goes on by itself should it turn ready after all.
  if (failure.kind === 'timeout') return wait(resource, 'failed', live);
  // What was reached once is repaired for ever, but slowly (R3).
  if (snapshot.completedRevision !== snapshot.goal.revision) return wait(resource, 'failed', live);
  if (timer?.purpose === 'repair' && timer.rung) return undefined;
  return wait(resource, 'failed', live, 'repair', snapshot.rules.repairRetryMs);
}

function held(instance: Instance): Decision {
  return { kind: 'held', instance };
}

type Purpose = 'retry' | 'pending' | 'repair';

function wait(
  resource: Resource,
  verdict: Extract<Decision, { kind: 'wait' }>['verdict'],
  instance: Instance | null = null,
  purpose?: Purpose,
  ms = 0,
): Decision {
  const { timer } = instance ?? {};
  if (!purpose || (timer?.purpose === purpose && !timer.rung))
    return { kind: 'wait', resource, instance, verdict };
  return { kind: 'wait', resource, instance, verdict, after: { purpose, ms } };
}
