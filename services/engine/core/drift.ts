import type { DriftPolicy } from '../../../lib/drift-policy.js';
import { driftedProperties } from './diff.js';
import type { Applied, Instance } from './instance.js';
import { canUpdate, isBad, isDue, lasts, leavesAlone, policyOf } from './live-instance.js';
import { livesOnNode } from './lives-on-node.js';
import { isReached, type Resource, type Rules, type Snapshot } from './snapshot.js';
import type { Decision, SettledVerdict } from './verdict.js';
import { wait } from './wait.js';

/** It has what is wanted: what was seen of it decides. */
export function decideObserved(
  snapshot: Snapshot,
  resource: Resource,
  live: Instance,
  wanted: Applied,
): Decision {
  const { observed } = live;
  // Nothing is looked at meanwhile.
  if (live.suspended) return settled(snapshot, resource, live, wanted);
  if (isBad(live)) return decideBad(snapshot, resource, live, wanted);
  if (!observed || observed.status === 'pending') {
    if (isUnknown(snapshot, live)) return wait(resource, 'observation', live);
    const ms = live.pendingTimeoutMs || snapshot.rules.pendingTimeoutMs;
    return wait(resource, 'observation', live, 'pending', ms);
  }
  if (observed.status !== 'ready') return wait(resource, 'confirm', live);
  const drifted = driftedProperties(live);
  if (drifted.length === 0) return settled(snapshot, resource, live, wanted);
  const policy = policyOf(snapshot, resource);
  if (policy !== 'repair') return settled(snapshot, resource, live, wanted, leftAs(policy));
  if (mustCoolDown(live)) return coolDown(snapshot.rules, resource, live);
  if (canUpdate(snapshot, live, drifted))
    return { kind: 'update', instance: live, applied: wanted, changes: drifted, repair: true };
  return { kind: 'replace', resource, instance: null, applied: wanted, repairs: live.repairs + 1 };
}

/** It is gone or broken, and has not been given up for another one. */
function decideBad(snapshot: Snapshot, resource: Resource, live: Instance, wanted: Applied): Decision {
  if (live.external) return wait(resource, 'failed', live);
  if (lasts(snapshot, live)) return wait(resource, 'broken', live);
  if (leavesAlone(snapshot, live))
    return settled(snapshot, resource, live, wanted, leftAs(policyOf(snapshot, resource)));
  return coolDown(snapshot.rules, resource, live);
}

/**
 * What is wanted differs from what was applied. What no goal asked for, since a thing that it refers to was repaired, is not worth a
 * new thing, unless the template says so (R13).
 */
export function changeOf(
  snapshot: Snapshot,
  resource: Resource,
  live: Instance,
  wanted: Applied,
  changes: readonly string[],
): Decision {
  const unasked = isReached(snapshot);
  const policy = policyOf(snapshot, resource);
  // Also where drift is ignored: it is not as the template says.
  const left: Settled = {
    kind: 'settled',
    resource,
    instance: live,
    applied: wanted,
    verdict: 'drifted',
    unmet: true,
  };
  if (unasked && policy !== 'repair') return leftAsItIs(snapshot, left);
  if (canUpdate(snapshot, live, changes))
    return { kind: 'update', instance: live, applied: wanted, changes, repair: false };
  if (unasked && !resource.goal?.replaceOnDrift) return leftAsItIs(snapshot, left);
  return { kind: 'replace', resource, instance: null, applied: wanted, repairs: live.repairs };
}

/** It is not moved over, and is looked after as what it is. */
function leftAsItIs(snapshot: Snapshot, left: Settled): Decision {
  const { resource, instance, applied } = left;
  const state = decideObserved(snapshot, resource, instance, instance.applied);
  if (state.kind === 'settled') return left;
  return state.kind === 'replace' ? { ...state, applied } : state;
}

type Settled = Extract<Decision, { kind: 'settled' }>;

function leftAs(policy: DriftPolicy): SettledVerdict {
  return policy === 'report' ? 'drifted' : 'settled';
}

/** Nobody can say how it is; what nobody looks at anyhow is as it was left. */
export function isUnknown(snapshot: Snapshot, instance: Instance): boolean {
  return snapshot.silent.has(instance.node) && !instance.suspended && livesOnNode(snapshot, instance);
}

/** After a repair it is watched for a while whether that holds. */
function settled(
  snapshot: Snapshot,
  resource: Resource,
  instance: Instance,
  applied: Applied,
  verdict: SettledVerdict = 'settled',
): Decision {
  const { rules } = snapshot;
  if (verdict === 'settled' && isUnknown(snapshot, instance))
    return { kind: 'settled', resource, instance, applied, verdict: 'unknown' };
  const decision = { kind: 'settled', resource, instance, applied, verdict } as const;
  if (instance.repairs === 0 || instance.timer?.purpose === 'hold' || verdict !== 'settled') return decision;
  return { ...decision, after: { purpose: 'hold', ms: 2 * rules.repairRetryMs } };
}

/** A repair that did not hold is not made again at once: two that want the same thing otherwise would spin. */
function mustCoolDown({ repairs, timer }: Instance): boolean {
  return repairs > 0 && !isDue(timer, 'repair');
}

function coolDown(rules: Rules, resource: Resource, live: Instance): Decision {
  const ms = Math.min(rules.repairRetryMs, rules.backoffBaseMs * 2 ** Math.min(live.repairs - 1, 30));
  return wait(resource, 'unstable', live, 'repair', ms);
}
