import type { Clock } from '../../../lib/clock.js';
import { decideResource } from '../core/decide.js';
import { needsNoHandler } from '../core/asked.js';
import { askedDone } from '../core/facts/asked.js';
import { dispatched, type JobDecision } from '../core/facts/dispatched.js';
import { stand } from '../core/facts/goal.js';
import { removeInstance } from '../core/facts/removed.js';
import { pass, settle, touchWaiting, unsettle } from '../core/facts/settled.js';
import { isAsked, type Instance } from '../core/instance.js';
import { isOutOfTime } from '../core/serves.js';
import type { Resource } from '../core/snapshot.js';
import {
  isSettledVerdict,
  recount,
  type After,
  type Asked,
  type Decision,
  type Verdict,
} from '../core/verdict.js';
import { actionTimeoutMs } from './action-timeout.js';
import type { Dispatcher } from './dispatch.js';
import { jobIdOf } from './job-id.js';
import type { Parked } from './parked.js';
import type { Resident } from './resident.js';

/** What looking needs of the loop. */
export interface LookContext {
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly parked: Parked;
  /** 0 to 1. */
  readonly random: () => number;
  /** A job was dispatched in this turn: to be pushed after its commit. */
  readonly push: (resident: Resident, instance: Instance) => void;
  /** Its job serves no more: to be cancelled after the commit. */
  readonly cancel: (resident: Resident, instance: Instance) => void;
  readonly setTimer: (resident: Resident, instance: Instance) => void;
}

/** Looks at one resource and does what was decided, in memory; the turn's commit makes it true. */
export function look(context: LookContext, resident: Resident, resource: Resource): void {
  const { snapshot } = resident;
  const looked = decideResource(snapshot, resource);
  if (looked.live && looked.live.verdict !== 'none') standInstance(resident, looked.live, 'none');
  // What is asked of it beside goes on from there.
  if (looked.settled) settle(snapshot, resident.changes, looked.settled);
  if (looked.wanted)
    act(context, resident, looked.wanted, (verdict) => {
      standResource(resident, resource, looked.wanted, verdict);
    });
  for (const decision of looked.unwanted) {
    const instance = instanceOf(decision);
    act(context, resident, decision, (verdict) => {
      if (instance) standInstance(resident, instance, verdict);
    });
  }
  if (resource.goal || resource.instances.length > 0) return;
  // A later goal may have made the name anew.
  if (snapshot.resources.get(resource.name) === resource) snapshot.resources.delete(resource.name);
}

/** What waits for its turn, or does what a user asked of it, stays settled for those that stand on it. */
function standResource(
  resident: Resident,
  resource: Resource,
  decision: Decision | undefined,
  verdict: Verdict,
): void {
  const { snapshot, changes } = resident;
  const before = resource.verdict;
  const keepsDone = verdict === 'turn' || (decision && (isAsked(decision.kind) || doesAsked(decision)));
  if (!isSettledVerdict(verdict) && !keepsDone) unsettle(changes, resource);
  stand(snapshot, resource, verdict);
  // Those that cannot move over have to go first, and may come back when it is gone (R11).
  if ((before === 'vacant') !== (verdict === 'vacant')) {
    for (const dependant of resource.dependants) changes.touch(dependant);
    touchWaiting(snapshot, changes);
  }
  if (before !== verdict && (verdict === 'gone' || verdict === 'skipped')) for (const need of resource.needs) changes.touch(need);
}

function doesAsked(decision: Decision): boolean {
  return decision.kind === 'held' && decision.instance.job !== null && isAsked(decision.instance.job.action);
}

function act(
  context: LookContext,
  resident: Resident,
  decision: Decision,
  standAt: (verdict: Verdict) => void,
): void {
  const { snapshot, changes } = resident;
  switch (decision.kind) {
    case 'settled':
      standAt(decision.verdict);
      settle(snapshot, changes, decision);
      if (decision.instance.timer?.purpose !== 'hold') decision.instance.timer = null;
      if (decision.after) setTimer(context, resident, decision.instance, decision.after);
      return;
    case 'held':
      standAt(isOutOfTime(snapshot, decision.instance) ? 'failed' : 'held');
      if (decision.cancel) context.cancel(resident, decision.instance);
      return;
    case 'forget': {
      const { instance, reason } = decision;
      changes.tell(instance, 'DELETE', 'COMPLETE', reason);
      removeInstance(snapshot, changes, instance);
      return;
    }
    case 'wait':
      standAt(decision.verdict);
      if (decision.verdict === 'skipped') pass(changes, decision.resource, null);
      if (decision.verdict === 'type')
        context.parked.park({ type: typeOf(decision.resource), node: '' }, decision.resource, resident);
      if (decision.after && decision.instance) setTimer(context, resident, decision.instance, decision.after);
      return;
    default:
      if (isAsked(decision.kind)) asks(context, resident, decision as AskedDecision, standAt);
      else dispatch(context, resident, decision, standAt);
  }
}

type AskedDecision = Extract<Decision, { kind: Asked }>;

/** What has no handler for it has done it. */
function asks(
  context: LookContext,
  resident: Resident,
  decision: AskedDecision,
  standAt: (verdict: Verdict) => void,
): void {
  const { kind, instance, request } = decision;
  if (!needsNoHandler(resident.snapshot, kind, instance)) {
    dispatch(context, resident, decision, standAt);
    return;
  }
  standAt('turn');
  askedDone(resident.snapshot, resident.changes, instance, kind, request, '');
}

function setTimer(
  context: LookContext,
  resident: Resident,
  instance: Instance,
  { purpose, ms }: After,
): void {
  const dueMs = Math.ceil(context.clock.now() + jittered(context, purpose, ms));
  instance.timer = { purpose, dueMs, rung: false };
  resident.changes.write(instance);
  context.setTimer(resident, instance);
}

/** Deadlines are kept; back-offs are spread, so that what failed together does not try again together. */
function jittered(context: LookContext, purpose: string, ms: number): number {
  return purpose === 'pending' || purpose === 'search' || purpose === 'hold'
    ? ms
    : ms * (0.75 + 0.5 * context.random());
}

function dispatch(
  context: LookContext,
  resident: Resident,
  decision: JobDecision,
  standAt: (verdict: Verdict) => void,
): void {
  const existing = decision.instance;
  const resource = 'resource' in decision ? decision.resource : decision.instance.resource;
  const type = existing?.type ?? typeOf(resource);
  const node = existing?.node || resource.needs.find((need) => need.settled?.node)?.settled?.node || '';
  let placement = context.dispatcher.place(type, node);
  // A new thing prefers the node of what it stands on, but goes where its type is offered.
  if (placement === 'none' && !existing?.node && node !== '') placement = context.dispatcher.place(type, '');
  if (placement === 'none' && decision.kind === 'delete' && resident.snapshot.goal.modes.forced) {
    const { instance } = decision;
    resident.changes.tell(
      instance,
      'DELETE',
      'COMPLETE',
      `${instance.physicalId} is given up and left behind: no worker offers ${type}`,
    );
    removeInstance(resident.snapshot, resident.changes, instance);
    return;
  }
  if (typeof placement === 'string') {
    standAt(placement === 'none' ? 'type' : 'slot');
    // A new thing that nobody offers where it would rather be is waited for anywhere.
    const anywhere = placement === 'none' && !existing?.node;
    context.parked.park({ type, node: anywhere ? '' : node }, resource, resident);
    return;
  }
  standAt('held');
  const instance = dispatched(resident.snapshot, resident.changes, decision, placement);
  context.dispatcher.take({
    jobId: jobIdOf(resident.id, instance),
    fence: instance.fence,
    worker: placement.worker,
    timeoutMs: actionTimeoutMs(resident.snapshot, instance),
  });
  context.push(resident, instance);
}

function typeOf(resource: Resource): string {
  return resource.goal?.type ?? '';
}

function standInstance(resident: Resident, instance: Instance, verdict: Verdict): void {
  recount(resident.snapshot.tally, instance.verdict, verdict);
  instance.verdict = verdict;
}

function instanceOf(decision: Decision): Instance | null {
  return 'instance' in decision ? decision.instance : null;
}
