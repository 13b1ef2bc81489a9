import { decideUnwanted, type Successor } from './delete-order.js';
import { decideAsked } from './asked.js';
import { changedProperties } from './diff.js';
import { changeOf, decideObserved } from './drift.js';
import { withheld } from './gate.js';
import { heldAfter, heldBefore } from './hooks.js';
import { isCreated, type Applied, type Instance } from './instance.js';
import { goneNeed, holds, isBad, lasts, liveInstance, mayBeLive } from './live-instance.js';
import { deletesFirst, mustYield } from './delete-first.js';
import { resolve } from './resolve.js';
import { refusedStep } from './restrictions.js';
import { serves } from './serves.js';
import type { Resource, Snapshot } from './snapshot.js';
import type { Decision } from './verdict.js';
import { wait, waitAfterFailure, waitAgain } from './wait.js';

type Settled = Extract<Decision, { kind: 'settled' }>;

/** What one look at a resource came to. */
export interface Looked {
  readonly resource: Resource;
  /** The step of the resource itself; undefined when no goal wants it. */
  readonly wanted: Decision | undefined;
  /** Given when a user asks more of it than the goal: beside that, it is settled. */
  readonly settled: Settled | undefined;
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
    const unwanted = others(snapshot, resource, undefined, 'none');
    return { resource, wanted: undefined, settled: undefined, live: undefined, unwanted };
  }
  const [candidate, free] = decideWanted(snapshot, resource);
  const after =
    free.kind === 'settled' && free.verdict !== 'skipped' && heldAfter(snapshot, resource, free.instance);
  if (after) {
    const unwanted = others(snapshot, resource, candidate, 'unsettled');
    return { resource, wanted: after, settled: undefined, live: candidate, unwanted };
  }
  const settled = free.kind === 'settled' ? free : undefined;
  const asked =
    settled && settled.verdict !== 'skipped' ? decideAsked(snapshot, resource, settled.instance) : undefined;
  const wanted = withheld(snapshot, asked ?? free);
  // The one to be replaced does not stand for the resource any more: its successor will.
  const live = wanted.kind === 'replace' ? undefined : candidate;
  const unwanted = others(snapshot, resource, live, successorOf(asked ? free : wanted));
  return { resource, wanted, settled: asked && settled, live, unwanted };
}

const NONE: readonly Decision[] = [];

/** The steps of all instances but that one. */
function others(
  snapshot: Snapshot,
  { instances }: Resource,
  live: Instance | undefined,
  successor: Successor,
): readonly Decision[] {
  if (instances.length === (live ? 1 : 0)) return NONE;
  const unwanted: Decision[] = [];
  for (const instance of instances)
    if (instance !== live) unwanted.push(withheld(snapshot, decideUnwanted(snapshot, instance, successor)));
  return unwanted;
}

function successorOf(wanted: Decision): Successor {
  if (wanted.kind === 'settled') return 'settled';
  // It does what a user asked of a settled one.
  if (wanted.kind === 'held' && wanted.instance.resource.done) return 'settled';
  if (wanted.kind === 'wait')
    return wanted.verdict === 'vacant' ? 'after' : wanted.verdict === 'skipped' ? 'none' : 'unsettled';
  const begins = wanted.kind === 'create' || wanted.kind === 'replace';
  return begins && !wanted.instance?.physicalId ? 'beginning' : 'unsettled';
}

function decideWanted(snapshot: Snapshot, resource: Resource): [Instance | undefined, Decision] {
  const { goal } = snapshot;
  if (goal.modes.skipped.length > 0 && goal.modes.skipped.includes(resource.name)) return skip(resource);
  if (!snapshot.rules.typeOf(resource.goal?.type ?? ''))
    return [soleCandidate(resource), wait(resource, 'type')];
  if (mustYield(snapshot, resource)) return yieldsTo(snapshot, resource);
  if (resource.unsettledNeeds > 0) {
    const candidate = soleCandidate(resource);
    return [candidate, candidate?.job ? held(snapshot, candidate) : wait(resource, 'needs')];
  }
  if (managedAlready(resource)) return [soleCandidate(resource), wait(resource, 'failed')];
  const wanted = resolve(snapshot, resource);
  if (!wanted) return [soleCandidate(resource), wait(resource, resource.fault ? 'failed' : 'needs')];
  const [live, decision] = decideFor(snapshot, resource, wanted);
  const stopped = refusedStep(snapshot, resource, decision) ?? heldBefore(snapshot, resource, decision);
  if (stopped) return [live ?? soleCandidate(resource), stopped];
  const builds = decision.kind === 'create' || decision.kind === 'replace' || decision.kind === 'update';
  // What is built must not be built on a thing that is not there, whatever the policy of that one says.
  if (builds && goneNeed(resource)) return [live ?? soleCandidate(resource), wait(resource, 'gone')];
  const waits = decision.kind === 'wait' && decision.verdict === 'predecessor';
  if ((begins(decision) || waits) && deletesFirst(snapshot, resource)) return yieldsTo(snapshot, resource);
  return [live, decision];
}

/** It goes before it is made again, for its own sake or that of what it is built on, unless that is forbidden or held. */
function yieldsTo(snapshot: Snapshot, resource: Resource): [Instance | undefined, Decision] {
  const instance = resource.instances.findLast((one) => mayBeLive(one) && isCreated(one));
  const stopped = instance && stoppedReplacement(snapshot, resource, instance);
  return stopped ? [instance, stopped] : [undefined, wait(resource, 'vacant')];
}

function stoppedReplacement(
  snapshot: Snapshot,
  resource: Resource,
  { applied }: Instance,
): Decision | undefined {
  const replacement = { kind: 'replace', resource, instance: null, applied, repairs: 0 } as const;
  return refusedStep(snapshot, resource, replacement) ?? heldBefore(snapshot, resource, replacement);
}

/** A thing that was made here does not become one that is only referred to: it would have to be deleted for it. */
function managedAlready(resource: Resource): boolean {
  if (resource.goal?.externalId === undefined) return false;
  if (!resource.instances.some((i) => mayBeLive(i) && isCreated(i) && !i.external)) return false;
  resource.fault =
    'an external_id cannot be given to a resource that has a thing already: abandon it or name the resource otherwise';
  return true;
}

/** It counts as done, however it is. A create that is not over is of no use then. */
function skip(resource: Resource): [Instance | undefined, Decision] {
  const live = resource.instances.findLast((instance) => mayBeLive(instance) && isCreated(instance));
  if (!live) return [undefined, wait(resource, 'skipped')];
  return [live, { kind: 'settled', resource, instance: live, applied: live.applied, verdict: 'skipped' }];
}

function decideFor(
  snapshot: Snapshot,
  resource: Resource,
  wanted: Applied,
): [Instance | undefined, Decision] {
  const live = liveInstance(snapshot, resource, wanted);
  const decision = live ? decideLive(snapshot, resource, live, wanted) : makeAnother(resource, wanted);
  // The same name often means the same thing: what is being removed must be gone before it is made again.
  if (begins(decision) && resource.instances.some((i) => i.deleting && i.job))
    return [undefined, wait(resource, 'predecessor')];
  return [live, decision];
}

function makeAnother(resource: Resource, wanted: Applied): Decision {
  const before = resource.instances.filter((i) => mayBeLive(i) && isCreated(i));
  const kind = before.length > 0 ? 'replace' : 'create';
  return { kind, resource, instance: null, applied: wanted, repairs: repairsAfter(before) };
}

/** It takes an instance that is not there yet. */
function begins(decision: Decision): boolean {
  return (decision.kind === 'create' || decision.kind === 'replace') && !decision.instance;
}

/** A thing that is made since the one before was lost, as often as that has happened in a row. */
function repairsAfter(before: readonly Instance[]): number {
  const lost = before.filter((instance) => isBad(instance) && instance.failure?.kind !== 'unready');
  return lost.length === 0 ? 0 : 1 + Math.max(...lost.map(({ repairs }) => repairs));
}

/**
 * While nothing can be resolved, the one that was settled stands for the resource, and goes on doing so when it counts as settled no
 * more; else the newest that is not being deleted.
 */
function soleCandidate({ settled, instances }: Resource): Instance | undefined {
  if (settled) return settled;
  const stood = instances.findLast((instance) => mayBeLive(instance) && instance.verdict === 'none');
  return stood ?? instances.findLast(mayBeLive);
}

function decideLive(snapshot: Snapshot, resource: Resource, live: Instance, wanted: Applied): Decision {
  if (live.job) return held(snapshot, live, wanted);
  // What is gone or broken is not changed in place any more: it is given up, sooner or later.
  const givenUp =
    isCreated(live) && isBad(live) && !lasts(snapshot, live) && live.failure?.kind !== 'unready';
  const again = !givenUp && live.applied.digest === wanted.digest && waitAgain(live, SHAPING);
  if (again) return again;
  if (!givenUp && holds(snapshot, live, wanted)) {
    const waiting = waitAfterFailure(snapshot, resource, live);
    if (waiting) return waiting;
  }
  // First of all it has to run again.
  if (live.suspended && !snapshot.goal.modes.suspended)
    return decideAsked(snapshot, resource, live) ?? wait(resource, 'turn', live);
  if (live.adopting) return { kind: 'adopt', resource, instance: live, applied: wanted };
  if (!isCreated(live))
    return { kind: 'create', resource, instance: live, applied: wanted, repairs: live.repairs };
  // What is gone cannot be changed.
  const isLost = isBad(live) && !lasts(snapshot, live);
  if (live.external || isLost) return decideObserved(snapshot, resource, live, wanted);
  if (live.digest !== wanted.digest) {
    const changes = changedProperties(live, wanted);
    if (changes.length > 0) return changeOf(snapshot, resource, live, wanted, changes);
  }
  return decideObserved(snapshot, resource, live, wanted);
}

/** What a goal makes of an instance; what a user asks beside it waits on its own. */
const SHAPING = ['create', 'update', 'adopt'] as const;

function held(snapshot: Snapshot, instance: Instance, wanted?: Applied): Decision {
  return { kind: 'held', instance, cancel: !serves(snapshot, instance, wanted) };
}
