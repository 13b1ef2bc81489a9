import type { Json, JsonObject } from '../../../../lib/json.js';
import type { Changes } from '../changes.js';
import { driftedProperties, equal } from '../diff.js';
import { isCreated, type Failure, type Instance } from '../instance.js';
import { policyOf } from '../live-instance.js';
import type { Snapshot } from '../snapshot.js';

/** What a look at a thing saw. */
export interface Look {
  readonly status: 'absent' | 'pending' | 'ready' | 'broken';
  readonly properties: JsonObject | null;
  /** Null: none were reported; the last ones stay. */
  readonly attributes: { readonly [name: string]: Json } | null;
  readonly reason: string;
}

export interface ObservedFact {
  readonly ordinal: number;
  /** The epoch held when the look began. */
  readonly epoch: number;
  readonly sequence: number;
  readonly look: Look;
}

/** `stale`: it was begun before a job of the instance, or is older than the last one (R5). */
export function observed(snapshot: Snapshot, changes: Changes, fact: ObservedFact): 'moved' | 'stale' {
  const instance = snapshot.instances.get(fact.ordinal);
  if (!instance || instance.job || instance.suspended || !isCreated(instance)) return 'stale';
  if (fact.epoch !== instance.epoch || fact.sequence <= instance.sequence) return 'stale';
  instance.sequence = fact.sequence;
  sees(snapshot, changes, instance, fact.look);
  return 'moved';
}

/** Takes a look into the instance, tells what became of it, and touches whom it concerns. */
export function sees(snapshot: Snapshot, changes: Changes, instance: Instance, look: Look): void {
  const before = instance.observed;
  const drifted = driftedProperties(instance).length > 0;
  const bad = look.status === 'absent' || look.status === 'broken';
  const looks = bad && before?.status === look.status ? before.looks + 1 : 1;
  if (
    !before ||
    before.status !== look.status ||
    (bad && before.looks < 2) ||
    !equal(before.properties, look.properties)
  ) {
    instance.observed = {
      status: look.status,
      properties: look.properties,
      reason: look.reason,
      looks: Math.min(looks, 2),
    };
    changes.write(instance);
    changes.touch(instance.resource);
  }
  if (look.attributes) takeAttributes(snapshot, changes, instance, look.attributes);
  if (look.status === 'ready') becameReady(snapshot, changes, instance, drifted);
  else if (bad && looks === 2) {
    const reason = look.reason || (look.status === 'absent' ? 'it is not there any more' : 'it is broken');
    if (instance.external) notThere(snapshot, changes, instance, reason);
    else if (wasNeverReady(instance)) neverReady(snapshot, changes, instance, reason);
    else if (isTold(snapshot, instance)) changes.tell(instance, 'CHECK', 'FAILED', reason + inVain(instance));
  }
}

function wasNeverReady({ action, status, digest, applied }: Instance): boolean {
  return (action === 'CREATE' || action === 'UPDATE') && status !== 'COMPLETE' && digest === applied.digest;
}

/**
 * Its action has failed. The tries are counted over the instances that came to nothing under this goal, or things that
 * cannot live would be made one after another for ever (R6).
 */
function neverReady(snapshot: Snapshot, changes: Changes, instance: Instance, cause: string): void {
  const action = instance.action === 'UPDATE' ? 'update' : 'create';
  const { since: revision } = snapshot.goal;
  const { digest } = instance;
  const { instances, tried } = instance.resource;
  const before = [...instances.map(({ failure }) => failure), tried.unready].filter(
    (failure) => failure?.kind === 'unready' && failure.revision === revision && failure.digest === digest,
  );
  const attempt = 1 + Math.max(0, ...before.map((failure) => failure?.attempt ?? 0));
  const failure: Failure = { action, revision, digest, kind: 'unready', attempt, cause };
  tried.unready = failure;
  changes.fail(instance, failure);
  changes.tell(instance, instance.action, 'FAILED', cause);
}

/** What is only referred to is not made by anybody here; it goes on should it come back. */
function notThere(snapshot: Snapshot, changes: Changes, instance: Instance, cause: string): void {
  const { since: revision } = snapshot.goal;
  changes.fail(instance, { action: 'adopt', revision, digest: '', kind: 'timeout', attempt: 1, cause });
  changes.tell(instance, 'CHECK', 'FAILED', cause);
}

/** What is ignored counts as good. */
function isTold(snapshot: Snapshot, { resource }: Instance): boolean {
  return policyOf(snapshot, resource) !== 'ignore';
}

function inVain({ repairs }: Instance): string {
  if (repairs === 0) return '';
  const times = repairs === 1 ? 'its last repair' : `its last ${String(repairs)} repairs`;
  return `; ${times} did not hold, and the next one is put off`;
}

function becameReady(snapshot: Snapshot, changes: Changes, instance: Instance, wasDrifted: boolean): void {
  takeBaseline(changes, instance);
  // An update that is to be tried again has not come about, whatever is seen.
  if (instance.unhealthy !== '' || instance.failure?.kind === 'transient' || instance.again) return;
  if (instance.failure?.kind === 'timeout' || instance.failure?.kind === 'unready') {
    instance.failure = null;
    instance.status = 'IN_PROGRESS';
    changes.touch(instance.resource);
  }
  const drifted = driftedProperties(instance);
  if (drifted.length > 0) {
    if (!wasDrifted && isTold(snapshot, instance)) {
      const reason = `not as applied any more: ${drifted.join(', ')}${inVain(instance)}`;
      changes.tell(instance, 'CHECK', 'FAILED', reason);
    }
    return;
  }
  if (instance.status === 'IN_PROGRESS' || instance.action === 'CHECK') {
    if (instance.status === 'COMPLETE') return;
    changes.tell(instance, instance.action, 'COMPLETE', 'state changed');
    changes.write(instance);
  }
}

/** A property that is read back for the first time is as it was applied: a report may know fewer than a look (R14). */
function takeBaseline(changes: Changes, instance: Instance): void {
  const { baseline } = instance;
  const seen = instance.observed?.properties;
  if (!seen) return;
  if (baseline && Object.keys(seen).every((name) => baseline[name] !== undefined)) return;
  instance.baseline = baseline ? { ...seen, ...baseline } : seen;
  changes.write(instance);
}

/** What refers to a changed attribute is looked at, unless it changes by itself all the time (R13). */
function takeAttributes(
  snapshot: Snapshot,
  changes: Changes,
  instance: Instance,
  attributes: { readonly [name: string]: Json },
): void {
  const before = instance.attributes;
  if (equal(before, attributes)) return;
  // What drifted and is left so keeps the attributes with which it was settled (R13).
  if (
    !instance.external &&
    driftedProperties(instance).length > 0 &&
    policyOf(snapshot, instance.resource) !== 'repair'
  )
    return;
  const schema = snapshot.rules.typeOf(instance.type)?.attributes;
  instance.attributes = attributes;
  changes.write(instance);
  if (instance.resource.settled !== instance) return;
  const names = new Set([...Object.keys(before), ...Object.keys(attributes)]);
  for (const name of names) {
    if (schema?.[name]?.volatile || equal(before[name], attributes[name])) continue;
    for (const dependant of instance.resource.dependants) changes.touch(dependant);
    return;
  }
}
