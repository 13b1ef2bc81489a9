import type { Clock } from '../../../lib/clock.js';
import { carryOut, type Hands } from '../core/carry-out.js';
import { decideResource } from '../core/decide.js';
import { dispatched, type JobDecision } from '../core/facts/dispatched.js';
import { removeInstance } from '../core/facts/removed.js';
import type { Instance } from '../core/instance.js';
import type { Resource } from '../core/snapshot.js';
import type { After, Verdict } from '../core/verdict.js';
import { actionTimeoutMs } from './action-timeout.js';
import type { Dispatcher } from './dispatch.js';
import { jobIdOf } from './job-id.js';
import type { Parked } from './parked.js';
import type { ProviderLimits } from './provider-limits/provider-limits.js';
import type { Resident } from './resident.js';

/** What looking needs of the loop. */
export interface LookContext {
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly limits: ProviderLimits;
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
  const { snapshot, changes } = resident;
  carryOut(snapshot, changes, decideResource(snapshot, resource), new LoopHands(context, resident));
}

/** What is done beside the snapshot: by workers and clocks. */
class LoopHands implements Hands {
  constructor(
    private readonly context: LookContext,
    private readonly resident: Resident,
  ) {}

  dispatch(decision: JobDecision, standAt: (verdict: Verdict) => void): void {
    const { context, resident } = this;
    const existing = decision.instance;
    const resource = 'resource' in decision ? decision.resource : decision.instance.resource;
    const type = existing?.type ?? typeOf(resource);
    const node = existing?.node || resource.needs.find((need) => need.settled?.node)?.settled?.node || '';
    let placement = context.dispatcher.place(type, node);
    // A new thing prefers the node of what it stands on, but goes where its type is offered.
    if (placement === 'none' && !existing?.node && node !== '')
      placement = context.dispatcher.place(type, '');
    if (placement === 'none' && decision.kind === 'delete' && resident.snapshot.goal.modes.forced) {
      this.giveUp(decision.instance);
      return;
    }
    if (typeof placement === 'string') {
      standAt(placement === 'none' ? 'type' : 'slot');
      // A new thing that nobody offers where it would rather be is waited for anywhere.
      const anywhere = placement === 'none' && !existing?.node;
      context.parked.forWorker({ type, node: anywhere ? '' : node }, resource, resident);
      return;
    }
    const scope = context.limits.scope(type, resident.tenant);
    if (context.limits.room(scope) < 1) {
      standAt('provider');
      context.parked.forProvider(scope, resource, resident);
      return;
    }
    standAt('held');
    const instance = dispatched(resident.snapshot, resident.changes, decision, placement);
    context.dispatcher.take({
      jobId: jobIdOf(resident.id, instance),
      fence: instance.fence,
      worker: placement.worker,
      timeoutMs: actionTimeoutMs(resident.snapshot, instance),
      scope,
    });
    context.push(resident, instance);
  }

  cancel(instance: Instance): void {
    this.context.cancel(this.resident, instance);
  }

  park(waiting: Resource): void {
    this.context.parked.forWorker({ type: typeOf(waiting), node: '' }, waiting, this.resident);
  }

  setTimer(instance: Instance, { purpose, ms }: After): void {
    const { context, resident } = this;
    const dueMs = Math.ceil(context.clock.now() + jittered(context, purpose, ms));
    instance.timer = { purpose, dueMs, rung: false };
    resident.changes.write(instance);
    context.setTimer(resident, instance);
  }

  /** Nobody could delete it. */
  private giveUp(instance: Instance): void {
    const { snapshot, changes } = this.resident;
    const { physicalId, type } = instance;
    const why = `${physicalId} is given up and left behind: no worker offers ${type}`;
    changes.tell(instance, 'DELETE', 'COMPLETE', why);
    removeInstance(snapshot, changes, instance);
  }
}

/** Deadlines are kept; back-offs are spread, so that what failed together does not try again together. */
function jittered(context: LookContext, purpose: string, ms: number): number {
  return purpose === 'pending' || purpose === 'again' || purpose === 'search' || purpose === 'hold'
    ? ms
    : ms * (0.75 + 0.5 * context.random());
}

function typeOf(resource: Resource): string {
  return resource.goal?.type ?? '';
}
