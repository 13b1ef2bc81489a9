import type { Hook } from '../../../../lib/hot/environment/hooks.js';
import type { Applied, Instance } from '../instance.js';
import type { Resource, Snapshot } from '../snapshot.js';

/** An instance of which nothing is known. */
export function blankInstance(
  ordinal: number,
  resource: Resource,
  type: string,
  applied: Applied,
  nowMs: number,
): Instance {
  return {
    ordinal,
    resource,
    type,
    node: '',
    physicalId: '',
    applied,
    digest: '',
    uncertain: NONE,
    requires: NO_INSTANCES,
    recorders: 0,
    observed: null,
    attributes: NOTHING,
    baseline: null,
    epoch: 0,
    sequence: 0,
    fence: 0,
    job: null,
    checkpoint: '',
    failure: null,
    again: null,
    timer: null,
    adopting: false,
    external: false,
    hook: '',
    deleteHooks: NO_HOOKS,
    updatedUnder: 0,
    keep: null,
    suspended: false,
    unhealthy: '',
    repairs: 0,
    deleting: false,
    orphan: false,
    searched: false,
    storedJob: 0,
    stored: false,
    verdict: 'none',
    losses: 0,
    requestDone: 0,
    watchPeriodMs: 0,
    pendingTimeoutMs: 0,
    action: 'CREATE',
    status: 'COMPLETE',
    reason: '',
    createdMs: nowMs,
    startedMs: 0,
    endedMs: 0,
  };
}

export function addInstance(snapshot: Snapshot, instance: Instance): void {
  snapshot.instances.set(instance.ordinal, instance);
  const { resource } = instance;
  // Nearly all have one: an array that grows makes room for seventeen.
  if (resource.instances.length === 0) resource.instances = [instance];
  else resource.instances.push(instance);
}

const NONE: readonly string[] = [];
const NO_INSTANCES: readonly Instance[] = [];
const NO_HOOKS: readonly Hook[] = [];
const NOTHING = {};

export const NOTHING_APPLIED: Applied = { text: '{}', secrets: NONE, volatile: NONE, digest: '' };
