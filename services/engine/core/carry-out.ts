import { needsNoHandler } from './asked.js';
import type { Changes } from './changes.js';
import { isStoodOn } from './delete-first.js';
import type { Looked } from './decide.js';
import { doneUnasked } from './facts/asked.js';
import type { JobDecision } from './facts/dispatched.js';
import { stand } from './facts/goal.js';
import { endsQuietly, hooked, unhooked } from './facts/hooked.js';
import { refused } from './facts/refused.js';
import { removeInstance } from './facts/removed.js';
import { pass, settle, touchWaiting, touchYielding, unsettle } from './facts/settled.js';
import { isAsked, type Instance } from './instance.js';
import { isBad } from './live-instance.js';
import { isOutOfTime } from './serves.js';
import { shallRollBack, type Resource, type Snapshot } from './snapshot.js';
import { isSettledVerdict, recount, type After, type Asked, type Decision, type Verdict } from './verdict.js';

/** What the core cannot do itself: in the engine that reaches the workers, in a plan it succeeds at once. */
export interface Hands {
  /** Gives the job to a worker. `standAt` is told where what it is for stands then: `held`, or what it waits for. */
  dispatch(decision: JobDecision, standAt: (verdict: Verdict) => void): void;
  /** Its job serves no more. */
  cancel(instance: Instance): void;
  /** No worker offers its type. */
  park(resource: Resource): void;
  setTimer(instance: Instance, after: After): void;
}

/** Does what one look at a resource came to, in the snapshot: deed and plan go the same way here. */
export function carryOut(snapshot: Snapshot, changes: Changes, looked: Looked, hands: Hands): void {
  const { resource, live, wanted, settled, unwanted } = looked;
  const step: Step = { snapshot, changes, hands };
  if (live && live.verdict !== 'none') standInstance(snapshot, live, 'none');
  // What is asked of it beside goes on from there.
  if (settled) settle(snapshot, changes, settled);
  if (wanted) {
    act(step, wanted, (verdict) => {
      standResource(step, resource, wanted, verdict);
    });
  }
  for (const decision of unwanted) {
    const instance = 'instance' in decision ? decision.instance : null;
    act(step, decision, (verdict) => {
      if (instance) standInstance(snapshot, instance, verdict);
    });
  }
  if ((snapshot.tally.get('rollback') ?? 0) > 0 && !shallRollBack(snapshot)) goOn(snapshot, changes);
  if (resource.goal || resource.instances.length > 0) return;
  // A later goal may have made the name anew.
  if (snapshot.resources.get(resource.name) === resource) snapshot.resources.delete(resource.name);
}

interface Step {
  readonly snapshot: Snapshot;
  readonly changes: Changes;
  readonly hands: Hands;
}

function act(
  { snapshot, changes, hands }: Step,
  decision: Decision,
  standAt: (verdict: Verdict) => void,
): void {
  switch (decision.kind) {
    case 'settled':
      standAt(decision.verdict);
      settle(snapshot, changes, decision);
      unhooked(changes, decision.instance);
      if (decision.instance.timer?.purpose !== 'hold') decision.instance.timer = null;
      if (decision.after) hands.setTimer(decision.instance, decision.after);
      return;
    case 'held':
      standAt(isOutOfTime(snapshot, decision.instance) ? 'failed' : 'held');
      if (decision.cancel) hands.cancel(decision.instance);
      return;
    case 'forget':
      if (decision.instance.job) hands.cancel(decision.instance);
      if (!endsQuietly(decision.instance))
        changes.tell(decision.instance, 'DELETE', 'COMPLETE', decision.reason);
      removeInstance(snapshot, changes, decision.instance);
      return;
    case 'wait':
      standAt(decision.verdict);
      if ('hook' in decision) hooked(snapshot, changes, decision);
      if ('refused' in decision) refused(snapshot, changes, decision);
      if (decision.verdict === 'halted') tellStopped(snapshot, changes, decision.instance);
      if (decision.verdict === 'skipped') pass(changes, decision.resource, null);
      if (decision.verdict === 'type') hands.park(decision.resource);
      if (decision.after && decision.instance) hands.setTimer(decision.instance, decision.after);
      return;
    default:
      if (isAskedDecision(decision) && needsNoHandler(snapshot, decision.kind, decision.instance)) {
        standAt('turn');
        doneUnasked(snapshot, changes, decision.instance, decision.kind, decision.request);
      } else hands.dispatch(decision, standAt);
  }
}

/** It was in the middle of something, and that is not gone on with. */
function tellStopped({ expired, goal }: Snapshot, changes: Changes, instance: Instance | null): void {
  if (instance?.status !== 'IN_PROGRESS' || instance.job) return;
  const why = expired ? 'the time for it is over' : 'it was cancelled';
  changes.tell(instance, instance.action, 'FAILED', `${goal.action} stopped: ${why}`);
  changes.write(instance);
}

type AskedDecision = Extract<Decision, { kind: Asked }>;

function isAskedDecision(decision: Decision): decision is AskedDecision {
  return isAsked(decision.kind);
}

/** What waits for its turn, or does what a user asked of it, stays settled for those that stand on it. */
function standResource(
  { snapshot, changes }: Step,
  resource: Resource,
  decision: Decision,
  verdict: Verdict,
): void {
  const before = resource.verdict;
  const keepsDone = verdict === 'turn' || isAsked(decision.kind) || doesAsked(decision);
  if (resource.done && !isSettledVerdict(verdict) && !keepsDone) {
    unsettle(changes, resource);
    // A suspend goes against the requirements: it is not their turn any more.
    if (snapshot.goal.modes.suspended) for (const need of resource.needs) changes.touch(need);
  }
  stand(snapshot, resource, verdict);
  // Those that cannot move over have to go first, and may come back when it is gone (R11).
  if ((before === 'vacant') !== (verdict === 'vacant')) {
    if (isStoodOn(resource)) touchWaiting(snapshot, changes);
    else touchYielding(snapshot, changes);
  }
  if (verdict === 'gone') demand(changes, resource);
  if (before !== verdict && verdict === 'skipped') for (const need of resource.needs) changes.touch(need);
}

/** It is to be built on things that are not there: they are repaired for that. */
function demand(changes: Changes, resource: Resource): void {
  for (const need of resource.needs) {
    if (need.demanded || !need.settled || !isBad(need.settled)) continue;
    need.demanded = true;
    changes.touch(need);
  }
}

function doesAsked(decision: Decision): boolean {
  return decision.kind === 'held' && decision.instance.job !== null && isAsked(decision.instance.job.action);
}

function standInstance(snapshot: Snapshot, instance: Instance, verdict: Verdict): void {
  recount(snapshot.tally, instance.verdict, verdict);
  instance.verdict = verdict;
}

/** What had failed is well before the way back was written: what waited for that goes on. */
function goOn({ resources }: Snapshot, changes: Changes): void {
  for (const resource of resources.values()) {
    const waits =
      resource.verdict === 'rollback' || resource.instances.some(({ verdict }) => verdict === 'rollback');
    if (waits) changes.touch(resource);
  }
}
