import { backoff } from './backoff.js';
import type { Instance } from './instance.js';
import type { Snapshot } from './snapshot.js';
import type { After, Decision, WaitVerdict } from './verdict.js';

/** What takes its place: nothing does, or how far that is. `beginning`: its create is about to be dispatched, and
 * may name any thing. */
export type Successor = 'none' | 'beginning' | 'unsettled' | 'settled';

/**
 * The next step of an instance that no goal wants. It is deleted once nothing that exists records it as a
 * requirement (R1), and not in favour of another one before that one is settled (R2).
 */
export function decideUnwanted(snapshot: Snapshot, instance: Instance, successor: Successor): Decision {
  if (instance.job) return { kind: 'held', instance };
  const mayGo = successor === 'none' || successor === 'settled' || instance.deleting || instance.orphan;
  if (!mayGo) return wait(instance, 'successor');
  if (instance.recorders > 0) return wait(instance, 'recorders');
  if (instance.orphan && (successor === 'beginning' || mayBeAnothersThing(instance)))
    return wait(instance, 'successor');
  const { failure, timer } = instance;
  if (failure?.action === 'delete') {
    if (failure.kind === 'transient') {
      if (!(timer?.purpose === 'retry' && timer.rung)) {
        return wait(instance, 'retry', { purpose: 'retry', ms: backoff(snapshot.rules, failure.attempt) });
      }
    } else if (failure.revision === snapshot.goal.revision) {
      if (snapshot.completedRevision !== failure.revision) return wait(instance, 'failed');
      if (!(timer?.purpose === 'repair' && timer.rung)) {
        return wait(instance, 'failed', { purpose: 'repair', ms: snapshot.rules.repairRetryMs });
      }
    }
  }
  // Once the search was made, its failures have waits of their own.
  if (instance.searched && failure?.action !== 'delete' && !(timer?.purpose === 'search' && timer.rung)) {
    return wait(instance, 'search', { purpose: 'search', ms: snapshot.rules.orphanGraceMs });
  }
  return { kind: 'delete', instance };
}

/** A create of the same name that has not named its thing yet may be about to name this one. */
function mayBeAnothersThing(instance: Instance): boolean {
  return instance.resource.instances.some(
    (other) => other !== instance && other.job?.action === 'create' && other.physicalId === '',
  );
}

function wait(instance: Instance, verdict: WaitVerdict, after?: After): Decision {
  const { resource, timer } = instance;
  if (!after || (timer?.purpose === after.purpose && !timer.rung))
    return { kind: 'wait', resource, instance, verdict };
  return { kind: 'wait', resource, instance, verdict, after };
}

/**
 * True when there is nothing to delete and nothing to search for: the value lived in the engine, or the handler refused to
 * make the thing at the first try, which promises that nothing was left. Of a run before nobody knows what it left.
 */
export function leftNothing(snapshot: Snapshot, instance: Instance): boolean {
  if (instance.physicalId !== '') return false;
  if (snapshot.rules.typeOf(instance.type)?.observed === 'by report') return true;
  return (
    instance.fence === 1 && instance.failure?.action === 'create' && instance.failure.kind === 'permanent'
  );
}
