import { backoff } from './backoff.js';
import type { Instance, JobAction, TimerPurpose } from './instance.js';
import { isReached, type Resource, type Snapshot } from './snapshot.js';
import type { Wait } from './verdict.js';

/** @param purpose with `ms`: it is looked at again then, unless such a timer runs already. */
export function wait(
  resource: Resource,
  verdict: Wait['verdict'],
  instance: Instance | null = null,
  purpose?: TimerPurpose,
  ms = 0,
): Wait {
  const { timer } = instance ?? {};
  if (!purpose || (timer?.purpose === purpose && !timer.rung))
    return { kind: 'wait', resource, instance, verdict };
  return { kind: 'wait', resource, instance, verdict, after: { purpose, ms } };
}

/** Its handler wants to be run again later. Undefined: it does not, or the time has come. */
export function waitAgain(instance: Instance, actions: readonly JobAction[]): Wait | undefined {
  const { again, timer, resource } = instance;
  if (!again || !actions.includes(again.action) || (timer?.purpose === 'again' && timer.rung))
    return undefined;
  return wait(resource, 'again', instance, 'again', again.afterMs);
}

/** Undefined: it may be tried again now. */
export function waitAfterFailure(
  snapshot: Snapshot,
  resource: Resource,
  instance: Instance,
): Wait | undefined {
  const { failure, timer } = instance;
  if (!failure) return undefined;
  if (failure.kind === 'transient') {
    if ((timer?.purpose === 'retry' || timer?.purpose === 'again') && timer.rung) return undefined;
    return wait(resource, 'retry', instance, 'retry', backoff(snapshot.rules, failure.attempt));
  }
  // It is still looked at, and goes on by itself should it turn ready after all.
  if (failure.kind === 'timeout') return wait(resource, 'failed', instance);
  // What was reached once is repaired for ever, but slowly (R3).
  if (!isReached(snapshot)) return wait(resource, 'failed', instance);
  if (timer?.purpose === 'repair' && timer.rung) return undefined;
  return wait(resource, 'failed', instance, 'repair', snapshot.rules.repairRetryMs);
}
