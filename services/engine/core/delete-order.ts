import { movingOver } from './delete-first.js';
import { isReached } from './snapshot.js';
import { isCreated, type Instance } from './instance.js';
import { heldDelete, isDeleted } from './hooks.js';
import { leftNothing } from './left-nothing.js';
import { isDue } from './live-instance.js';
import type { Snapshot } from './snapshot.js';
import type { Decision } from './verdict.js';
import { backoff } from './backoff.js';
import { wait, waitAgain } from './wait.js';

/**
 * What takes its place: nothing does, or how far that is. `beginning`: its create is about to be dispatched, and
 * may name any thing. `after`: it is made after this one is gone (R11).
 */
export type Successor = 'none' | 'beginning' | 'unsettled' | 'settled' | 'after';

/**
 * The next step of an instance that no goal wants. It is deleted once nothing that exists records it as a
 * requirement (R1), and not in favour of another one before that one is settled (R2).
 */
export function decideUnwanted(snapshot: Snapshot, instance: Instance, successor: Successor): Decision {
  if (instance.job) return decideInFlight(snapshot, instance);
  const { resource } = instance;
  if (isDeleted(instance))
    return (
      heldDelete(snapshot, instance, 'post-delete') ?? { kind: 'forget', instance, reason: 'state changed' }
    );
  const mayGo =
    successor === 'none' ||
    successor === 'settled' ||
    successor === 'after' ||
    instance.deleting ||
    instance.orphan;
  if (!mayGo) return wait(resource, 'successor', instance);
  const moving =
    instance.recorders > 0 && !instance.deleting ? movingOver(snapshot, instance, successor === 'after') : 0;
  // What was begun goes on: its turn had come.
  if (!instance.deleting && instance.recorders > moving) return wait(resource, 'recorders', instance);
  const mayBeTaken = instance.orphan || instance.deleting;
  if (mayBeTaken && (successor === 'beginning' || mayBeAnothersThing(instance)))
    return wait(resource, 'successor', instance);
  if (!instance.deleting && !leftNothing(snapshot, instance)) {
    const held = heldDelete(snapshot, instance, 'pre-delete');
    if (held) return held;
  }
  const reason = reasonToForget(snapshot, instance);
  if (reason !== '') return { kind: 'forget', instance, reason };
  const waiting = waitAgain(instance, ENDING) ?? waitAfterFailure(snapshot, instance);
  if (waiting) return waiting;
  if (savesFirst(snapshot, instance)) return { kind: 'snapshot', instance, request: 0 };
  if (isToBeSearchedOnceMore(instance) && !isDue(instance.timer, 'search'))
    return wait(resource, 'search', instance, 'search', snapshot.rules.orphanGraceMs);
  return { kind: 'delete', instance };
}

/** Once that was begun, what came of it has waits of its own. */
function isToBeSearchedOnceMore({ searched, failure, again }: Instance): boolean {
  return searched && failure?.action !== 'delete' && again?.action !== 'delete';
}

const ENDING = ['delete', 'snapshot'] as const;

function decideInFlight(snapshot: Snapshot, instance: Instance): Decision {
  const { job } = instance;
  if (job?.overdue && snapshot.goal.modes.forced)
    return { kind: 'forget', instance, reason: givenUp(instance, 'its handler does not stop') };
  const serves = job?.action === 'delete' || (job?.action === 'snapshot' && instance.keep === 'snapshot');
  return { kind: 'held', instance, cancel: !serves || job.overdue };
}

/** Why its thing is not deleted: there is none, or it stays. Empty: it is to be deleted. */
function reasonToForget(snapshot: Snapshot, instance: Instance): string {
  if (leftNothing(snapshot, instance)) return 'nothing was left of it';
  const what = instance.physicalId || `what instance ${String(instance.ordinal)} may have made`;
  if (instance.external) return `${what} was only referred to, and stays`;
  if (instance.adopting) return `${what} was not taken over, and stays`;
  if (snapshot.goal.modes.abandoned) return `${what} is abandoned with its stack, and stays`;
  if (instance.keep === 'retain' && (isCreated(instance) || instance.deleting)) return `${what} is retained`;
  const { failure } = instance;
  const { forced } = snapshot.goal.modes;
  if (
    forced &&
    failure?.action === 'delete' &&
    failure.kind !== 'transient' &&
    failure.revision === snapshot.goal.since
  )
    return givenUp(instance, failure.cause);
  return '';
}

function givenUp({ physicalId, ordinal }: Instance, cause: string): string {
  return `${physicalId || `instance ${String(ordinal)}`} is given up and left behind: ${cause}`;
}

/** Its policy keeps its content before it goes. */
function savesFirst(snapshot: Snapshot, { keep, type, physicalId, digest }: Instance): boolean {
  if (keep !== 'snapshot' || physicalId === '' || digest === '') return false;
  return snapshot.rules.typeOf(type)?.actions?.includes('snapshot') ?? false;
}

/** Undefined: it may be tried again now. */
function waitAfterFailure(snapshot: Snapshot, instance: Instance): Decision | undefined {
  const { failure, timer, resource } = instance;
  if (failure?.action !== 'delete' && !(failure?.action === 'snapshot' && instance.keep === 'snapshot'))
    return undefined;
  if (failure.kind === 'transient') {
    if (isDue(timer, 'retry') || isDue(timer, 'again')) return undefined;
    return wait(resource, 'retry', instance, 'retry', backoff(snapshot.rules, failure.attempt));
  }
  if (failure.revision !== snapshot.goal.since) return undefined;
  if (!isReached(snapshot)) return wait(resource, 'failed', instance);
  if (isDue(timer, 'repair')) return undefined;
  return wait(resource, 'failed', instance, 'repair', snapshot.rules.repairRetryMs);
}

/** A create of the same name that has not named its thing yet may be about to name this one. */
function mayBeAnothersThing(instance: Instance): boolean {
  return instance.resource.instances.some(
    (other) => other !== instance && other.job?.action === 'create' && other.physicalId === '',
  );
}
