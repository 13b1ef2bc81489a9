import { driftedProperties } from './diff.js';
import { isUnknown } from './drift.js';
import type { Instance } from './instance.js';
import { goneNeed, isBad } from './live-instance.js';
import type { Resource, Snapshot } from './snapshot.js';
import { typeShown } from './type-shown.js';
import { unwantedReason } from './explain-unwanted.js';
import {
  againText,
  byWhen,
  failureText,
  hookText,
  jobText,
  list,
  nobodyOffers,
  unknownText,
} from './explain-words.js';

/** Why a resource is not converged, in a sentence, and on whom it waits. */
export interface Explanation {
  readonly resource: string;
  readonly type: string;
  /** `wait`, `held`, `failed`, `drifted`, `unknown` or `skipped`. */
  readonly state: string;
  readonly reason: string;
  readonly on: readonly string[];
}

/** Whatever it waits for, it is too late. */
function inTime(snapshot: Snapshot, { state, reason, on }: Reason): Reason {
  if (!snapshot.expired || snapshot.completedRevision >= snapshot.goal.asked || state === 'failed')
    return { reason, ...(state && { state }), ...(on && { on }) };
  return {
    state: 'failed',
    reason: `${reason}; the time for the ${snapshot.goal.action} is over`,
    ...(on && { on }),
  };
}

interface Reason {
  readonly state?: string;
  readonly reason: string;
  readonly on?: readonly string[];
}

/**
 * What each resource that is not converged waits for; empty when the stack has converged. Never called per event.
 * @param name of one resource, which is explained also when it counts as done though it is not as wanted
 * @param limited what holds back actions of a type, by the provider's limits; empty: nothing any more
 */
export function explain(
  snapshot: Snapshot,
  name?: string,
  limited: (type: string) => string = () => '',
): Explanation[] {
  const explanations: Explanation[] = [];
  for (const resource of snapshot.resources.values()) {
    if (name !== undefined && resource.name !== name) continue;
    const quiet = resource.verdict === 'settled' || (resource.verdict === 'skipped' && name === undefined);
    if (resource.goal && !quiet)
      explanations.push(
        explained(
          resource,
          resource.goal.type,
          inTime(snapshot, resourceReason(snapshot, resource, limited)),
        ),
      );
    for (const instance of resource.instances) {
      if (instance.verdict !== 'none')
        explanations.push(
          explained(
            resource,
            instance.type,
            unwantedReason(snapshot, instance, (type) => heldBack(snapshot, type, limited)),
          ),
        );
    }
  }
  return explanations;
}

function explained(
  resource: Resource,
  type: string,
  { state = 'wait', reason, on = [] }: Reason,
): Explanation {
  return { resource: resource.name, type: typeShown(resource, type), state, reason, on };
}

function resourceReason(snapshot: Snapshot, resource: Resource, limited: (type: string) => string): Reason {
  const type = resource.goal?.type ?? '';
  const live = resource.instances.findLast((instance) => instance.verdict === 'none');
  switch (resource.verdict) {
    case 'needs': {
      const on = resource.needs.filter((need) => !need.done).map((need) => need.name);
      return { reason: `needs ${list(on)}`, on };
    }
    case 'held':
      return { state: 'held', reason: live ? jobText(live) : 'a job is under way' };
    case 'type':
      return { reason: nobodyOffers(type, live?.node ?? '') };
    case 'slot':
      return { reason: `all workers that offer ${type} are busy or drained; it is next in line` };
    case 'provider':
      return { reason: heldBack(snapshot, type, limited) };
    case 'predecessor':
      return { reason: 'its earlier instance is being deleted' };
    case 'vacant':
      return {
        reason:
          'its earlier instance has to be gone before the next one is made: two of it cannot exist beside each other',
      };
    case 'gone': {
      const need = (goneNeed(resource) ?? resource.needs.find(({ done }) => !done))?.name ?? '';
      return { reason: `needs ${need}, which is gone or broken and is repaired first`, on: [need] };
    }
    case 'turn':
      return {
        reason: `waits for its turn to ${snapshot.goal.action.toLowerCase()}, in the order of the requirements`,
      };
    case 'hook':
      return { reason: hookText(snapshot, resource.name, live) };
    case 'paused':
      return { reason: 'the stack is paused: something is to be done once it is not any more' };
    case 'halted':
      return { state: 'failed', reason: haltedReason(snapshot) };
    case 'rollback':
      return { reason: 'something has failed, and the stack rolls back' };
    case 'unlooked':
      return { reason: 'it will be looked at in a moment' };
    case 'unknown':
      return { state: 'unknown', reason: live ? unknownText(live) : '' };
    case 'skipped':
      return { state: 'skipped', reason: 'it is skipped, and counts as done however it is' };
    default:
      if (live && resource.verdict === 'observation' && isUnknown(snapshot, live))
        return { state: 'unknown', reason: unknownText(live) };
      return live ? liveReason(live, resource) : faultReason(resource);
  }
}

function heldBack({ rules }: Snapshot, type: string, limited: (type: string) => string): string {
  const why = limited(type);
  if (why !== '') return why;
  return `actions of provider ${rules.typeOf(type)?.provider ?? ''} were limited a moment ago; it is next in line`;
}

function haltedReason(snapshot: Snapshot): string {
  const { action } = snapshot.goal;
  return snapshot.expired
    ? `the time for the ${action} is over; it is not tried again until the stack is updated`
    : `the ${action} was cancelled; it goes on when the stack is updated`;
}

function faultReason({ fault, verdict }: Resource): Reason {
  const state = verdict === 'failed' ? 'failed' : 'wait';
  return { state, reason: fault === '' ? 'it does not exist yet' : fault };
}

function liveReason(live: Instance, resource: Resource): Reason {
  const { observed, physicalId } = live;
  const because = observed?.reason ? `: ${observed.reason}` : '';
  switch (resource.verdict) {
    case 'observation':
      return {
        reason: observed ? `${physicalId} is not ready yet${because}` : `${physicalId} was not looked at yet`,
      };
    case 'confirm':
      return {
        reason: `${physicalId} was seen ${observed?.status ?? 'gone'} and is looked at once more${because}`,
      };
    case 'again':
      return { reason: againText(live) };
    case 'broken':
      return { reason: `${physicalId} is broken and is expected to mend itself${because}` };
    case 'unstable':
      return {
        state: 'drifted',
        reason: `${howItDrifted(live)}; ${timesRepaired(live)} did not hold${byWhen(live, 'repaired')}`,
      };
    case 'drifted':
      return { state: 'drifted', reason: howItDrifted(live) };
    case 'failed':
      if (resource.fault !== '') return faultReason(resource);
      if (live.external && live.unhealthy !== '')
        return {
          state: 'failed',
          reason: `${howItDrifted(live)}; it is only referred to, and put right elsewhere`,
        };
      return { state: 'failed', reason: failureText(live) };
    default:
      return { reason: failureText(live) };
  }
}

function timesRepaired({ repairs }: Instance): string {
  return repairs === 1 ? 'its last repair' : `its last ${String(repairs)} repairs`;
}

function howItDrifted(live: Instance): string {
  const { observed, unhealthy, physicalId } = live;
  const because = observed?.reason ? `: ${observed.reason}` : '';
  if (unhealthy !== '') return `${physicalId} is marked unhealthy: ${unhealthy}`;
  if (isBad(live)) return `${physicalId} is ${observed?.status ?? 'gone'}${because}`;
  const drifted = driftedProperties(live);
  if (drifted.length > 0) return `${physicalId} is not as applied any more: ${drifted.join(', ')}`;
  return `what ${physicalId} refers to has changed since it was made, and no goal asked for that: update the stack to bring it in line`;
}
