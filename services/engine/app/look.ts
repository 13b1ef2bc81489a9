import type { Clock } from '../../../lib/clock.js';
import { decideResource } from '../core/decide.js';
import { leftNothing } from '../core/delete-order.js';
import { dispatched, type JobDecision } from '../core/facts/dispatched.js';
import { stand } from '../core/facts/goal.js';
import { removeInstance } from '../core/facts/removed.js';
import { settle, unsettle } from '../core/facts/settled.js';
import type { Instance } from '../core/instance.js';
import type { Resource } from '../core/snapshot.js';
import { recount, type Decision, type Verdict } from '../core/verdict.js';
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
  readonly setTimer: (resident: Resident, instance: Instance) => void;
}

/** Looks at one resource and does what was decided, in memory; the turn's commit makes it true. */
export function look(context: LookContext, resident: Resident, resource: Resource): void {
  const { snapshot } = resident;
  const looked = decideResource(snapshot, resource);
  if (looked.live && looked.live.verdict !== 'none') standInstance(resident, looked.live, 'none');
  if (looked.wanted)
    act(context, resident, looked.wanted, (verdict) => {
      if (verdict !== 'settled') unsettle(resident.changes, resource);
      stand(snapshot, resource, verdict);
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

function act(
  context: LookContext,
  resident: Resident,
  decision: Decision,
  standAt: (verdict: Verdict) => void,
): void {
  switch (decision.kind) {
    case 'settled':
      standAt('settled');
      settle(resident.snapshot, resident.changes, decision);
      return;
    case 'held':
      standAt('held');
      return;
    case 'wait':
      standAt(decision.verdict);
      if (decision.verdict === 'type')
        context.parked.park({ type: typeOf(decision.resource), node: '' }, decision.resource, resident);
      if (decision.after && decision.instance) {
        const { purpose, ms } = decision.after;
        const dueMs = Math.ceil(context.clock.now() + jittered(context, purpose, ms));
        decision.instance.timer = { purpose, dueMs, rung: false };
        resident.changes.write(decision.instance);
        context.setTimer(resident, decision.instance);
      }
      return;
    default:
      dispatch(context, resident, decision, standAt);
  }
}

/** Deadlines are kept; back-offs are spread, so that what failed together does not try again together. */
function jittered(context: LookContext, purpose: string, ms: number): number {
  return purpose === 'pending' || purpose === 'search' ? ms : ms * (0.75 + 0.5 * context.random());
}

function dispatch(
  context: LookContext,
  resident: Resident,
  decision: JobDecision,
  standAt: (verdict: Verdict) => void,
): void {
  const existing = decision.instance;
  if (decision.kind === 'delete' && leftNothing(resident.snapshot, decision.instance)) {
    resident.changes.tell(decision.instance, 'DELETE', 'COMPLETE', 'nothing was left of it');
    removeInstance(resident.snapshot, resident.changes, decision.instance);
    return;
  }
  const resource = 'resource' in decision ? decision.resource : decision.instance.resource;
  const type = existing?.type ?? typeOf(resource);
  const node = existing?.node || resource.needs.find((need) => need.settled?.node)?.settled?.node || '';
  let placement = context.dispatcher.place(type, node);
  // A new thing prefers the node of what it stands on, but goes where its type is offered.
  if (placement === 'none' && !existing?.node && node !== '') placement = context.dispatcher.place(type, '');
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
