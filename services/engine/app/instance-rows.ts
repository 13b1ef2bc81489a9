import type { Hook } from '../../../lib/hot/environment/hooks.js';
import type { Json, JsonObject } from '../../../lib/json.js';
import { addInstance, blankInstance, NOTHING_APPLIED } from '../core/facts/new-instance.js';
import type {
  Again,
  Applied,
  Failure,
  Instance,
  InstanceAction,
  JobAction,
  Observed,
  Timer,
} from '../core/instance.js';
import { physicalKey, resourceNamed, type Snapshot } from '../core/snapshot.js';
import { interned } from './interned.js';
import type { InstanceRow, JobRow } from './store-port.js';

/** Seals texts that hold secrets, so that they are never stored readable (R15). */
export interface Seal {
  seal(text: string): string;
  /** Opens what `seal` made; other texts pass unchanged. */
  open(text: string): string;
}

/** The small things of an instance that no query asks for; what is absent has its default. */
interface State {
  readonly u?: readonly string[];
  readonly r?: readonly number[];
  readonly e: number;
  readonly q?: number;
  readonly f: number;
  readonly c?: string;
  readonly x?: Failure;
  readonly t?: Timer;
  readonly d?: 1;
  readonly o?: 1;
  readonly h?: 1;
  readonly l?: number;
  readonly n?: number;
  readonly w?: number;
  readonly p?: number;
  readonly i?: 1;
  readonly z?: 1;
  readonly k?: 'retain' | 'snapshot';
  readonly b?: 1;
  readonly y?: string;
  readonly g?: number;
  readonly v?: Hook;
  readonly dh?: readonly Hook[];
  readonly uu?: number;
  readonly j?: Again;
  readonly a: InstanceAction;
  readonly s: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
  readonly m?: string;
  readonly at: readonly [created: number, started: number, ended: number];
}

interface Seen {
  readonly observed: Observed | null;
  readonly attributes: { readonly [name: string]: Json };
  readonly baseline?: JsonObject | null;
}

export function instanceRow(snapshot: Snapshot, instance: Instance, seal: Seal): InstanceRow {
  return { ...instanceUpdate(snapshot, instance, seal), applied: appliedText(instance, seal) };
}

/** All but what was applied, which is heavy and changes seldom. */
export function instanceUpdate(
  snapshot: Snapshot,
  instance: Instance,
  seal: Seal,
): Omit<InstanceRow, 'applied'> {
  return {
    stack: snapshot.stackId,
    ordinal: instance.ordinal,
    name: instance.resource.name,
    type: instance.type,
    node: instance.node,
    physical: instance.physicalId,
    digest: instance.digest,
    state: stateText(instance, seal),
    seen: seenText(snapshot, instance, seal),
  };
}

export function appliedText({ applied }: Instance, seal: Seal): string {
  const text = JSON.stringify(applied);
  return applied.secrets.length > 0 ? seal.seal(text) : text;
}

export function jobRow(snapshot: Snapshot, instance: Instance): JobRow | undefined {
  const { job } = instance;
  if (!job) return undefined;
  return {
    stack: snapshot.stackId,
    ordinal: instance.ordinal,
    action: job.action,
    fence: job.fence,
    worker: job.worker,
    attempt: job.attempt,
    revision: job.revision,
    changes: job.changes,
    request: job.request,
    since: job.sinceMs,
  };
}

function stateText(instance: Instance, seal: Seal): string {
  const state: { -readonly [K in keyof State]: State[K] } = {
    e: instance.epoch,
    f: instance.fence,
    a: instance.action,
    s: instance.status,
    at: [instance.createdMs, instance.startedMs, instance.endedMs],
  };
  if (instance.uncertain.length > 0) state.u = instance.uncertain;
  if (instance.requires.length > 0) state.r = instance.requires.map((required) => required.ordinal);
  if (instance.sequence > 0) state.q = instance.sequence;
  // What a handler saves may be a secret it has just made.
  if (instance.checkpoint) state.c = seal.seal(instance.checkpoint);
  if (instance.failure) state.x = instance.failure;
  if (instance.timer) state.t = instance.timer;
  if (instance.again) state.j = instance.again;
  if (instance.deleting) state.d = 1;
  if (instance.orphan) state.o = 1;
  if (instance.searched) state.h = 1;
  if (instance.losses > 0) state.l = instance.losses;
  if (instance.requestDone > 0) state.n = instance.requestDone;
  if (instance.watchPeriodMs > 0) state.w = instance.watchPeriodMs;
  if (instance.pendingTimeoutMs > 0) state.p = instance.pendingTimeoutMs;
  if (instance.adopting) state.i = 1;
  if (instance.external) state.z = 1;
  if (instance.keep) state.k = instance.keep;
  if (instance.suspended) state.b = 1;
  if (instance.unhealthy) state.y = instance.unhealthy;
  if (instance.repairs > 0) state.g = instance.repairs;
  if (instance.hook) state.v = instance.hook;
  if (instance.deleteHooks.length > 0) state.dh = instance.deleteHooks;
  if (instance.updatedUnder > 0) state.uu = instance.updatedUnder;
  if (instance.reason && instance.reason !== PLAIN) state.m = instance.reason;
  return JSON.stringify(state);
}

/** The reason of nearly all: not stored a million times. */
const PLAIN = 'state changed';

function seenText(snapshot: Snapshot, instance: Instance, seal: Seal): string {
  const { observed, attributes, baseline } = instance;
  if (!observed && !baseline && Object.keys(attributes).length === 0) return '';
  const seen: Seen =
    baseline === (observed?.properties ?? null)
      ? { observed, attributes }
      : { observed, attributes, baseline };
  const text = JSON.stringify(seen);
  return isSecret(snapshot, instance) ? seal.seal(text) : text;
}

function isSecret(snapshot: Snapshot, instance: Instance): boolean {
  if (instance.applied.secrets.length > 0) return true;
  const schema = snapshot.rules.typeOf(instance.type)?.attributes;
  for (const name in instance.attributes) if (schema?.[name]?.secret) return true;
  return false;
}

/** Puts stored rows back into a snapshot whose goal is not set yet. Jobs in flight come back in flight. */
export function restoreInstances(
  snapshot: Snapshot,
  rows: readonly InstanceRow[],
  jobs: readonly JobRow[],
  seal: Seal,
): void {
  const required: [Instance, readonly number[]][] = [];
  for (const row of [...rows].sort((a, b) => a.ordinal - b.ordinal)) {
    const state = JSON.parse(row.state) as State;
    const instance = restored(snapshot, row, state, seal);
    addInstance(snapshot, instance);
    if (isHeld(instance) && snapshot.rules.typeOf(instance.type)?.observed !== 'by report') {
      snapshot.byPhysicalId.set(physicalKey(instance.type, instance.node, instance.physicalId), instance);
    }
    if (state.r) required.push([instance, state.r]);
  }
  for (const [instance, ordinals] of required) {
    const existing = ordinals
      .map((ordinal) => snapshot.instances.get(ordinal))
      .filter((i) => i !== undefined);
    instance.requires = existing;
    for (const other of existing) other.recorders += 1;
  }
  for (const row of jobs) {
    const instance = snapshot.instances.get(row.ordinal);
    if (!instance) continue;
    instance.storedJob = row.fence;
    instance.job = {
      action: row.action as JobAction,
      fence: row.fence,
      attempt: row.attempt,
      revision: row.revision,
      worker: row.worker,
      sinceMs: row.since,
      changes: row.changes,
      request: row.request,
      overdue: false,
    };
  }
}

/** It is the one owner of its thing within the stack. */
function isHeld({ physicalId, external, adopting }: Instance): boolean {
  return physicalId !== '' && !external && !adopting;
}

function restored(snapshot: Snapshot, row: InstanceRow, state: State, seal: Seal): Instance {
  const applied = restoredApplied(seal.open(row.applied));
  const instance = blankInstance(
    row.ordinal,
    resourceNamed(snapshot, row.name),
    interned(row.type),
    applied,
    state.at[0],
  );
  const seen = row.seen === '' ? undefined : (JSON.parse(seal.open(row.seen)) as Seen);
  return Object.assign(instance, {
    node: interned(row.node),
    physicalId: row.physical,
    // Of what was applied with success it is the very same, which a hundred thousand need not have twice.
    digest: row.digest === applied.digest ? applied.digest : row.digest,
    observed: seen?.observed ?? null,
    // Most have none: one empty object does for all.
    attributes: seen && Object.keys(seen.attributes).length > 0 ? seen.attributes : instance.attributes,
    baseline: seen?.baseline === undefined ? (seen?.observed?.properties ?? null) : seen.baseline,
    uncertain: state.u ?? instance.uncertain,
    epoch: state.e,
    sequence: state.q ?? 0,
    fence: state.f,
    checkpoint: state.c ? seal.open(state.c) : '',
    failure: state.x ?? null,
    timer: state.t ?? null,
    again: state.j ?? null,
    deleting: state.d === 1,
    orphan: state.o === 1,
    searched: state.h === 1,
    losses: state.l ?? 0,
    requestDone: state.n ?? 0,
    watchPeriodMs: state.w ?? 0,
    pendingTimeoutMs: state.p ?? 0,
    adopting: state.i === 1,
    external: state.z === 1,
    keep: state.k ?? null,
    suspended: state.b === 1,
    unhealthy: state.y ?? '',
    repairs: state.g ?? 0,
    hook: state.v ?? '',
    deleteHooks: state.dh ?? instance.deleteHooks,
    updatedUnder: state.uu ?? 0,
    action: state.a,
    status: state.s,
    reason: state.m ?? PLAIN,
    startedMs: state.at[1],
    endedMs: state.at[2],
    stored: true,
  });
}

/** Nearly all lists in it are empty: one empty list does for all. */
function restoredApplied(text: string): Applied {
  const applied = JSON.parse(text) as Applied;
  const { secrets, volatile } = applied;
  return {
    ...applied,
    secrets: secrets.length > 0 ? secrets : NOTHING_APPLIED.secrets,
    volatile: volatile.length > 0 ? volatile : NOTHING_APPLIED.volatile,
  };
}
