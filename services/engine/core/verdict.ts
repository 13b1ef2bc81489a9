import type { Hook, RestrictedAction } from '../../../lib/hot/environment/hooks.js';
import type { Applied, Instance, TimerPurpose } from './instance.js';
import type { Resource } from './snapshot.js';

/** The next step of one resource or instance: the same words in code, database, protocol, API and documentation. */
export type Decision =
  /** Make a new instance, or with `instance` go on making that one. `replace` when another one is there already. */
  | {
      readonly kind: 'create' | 'replace';
      readonly resource: Resource;
      readonly instance: Instance | null;
      readonly applied: Applied;
      /** How many repairs of it did not hold; 0: it is none. */
      readonly repairs: number;
    }
  | {
      readonly kind: 'update';
      readonly instance: Instance;
      readonly applied: Applied;
      readonly changes: readonly string[];
      /** Nobody asked for it but the drift. */
      readonly repair: boolean;
    }
  | { readonly kind: 'delete'; readonly instance: Instance }
  /** Nothing is done about its thing any more: there is none, or it stays. */
  | { readonly kind: 'forget'; readonly instance: Instance; readonly reason: string }
  /** The thing that a user named is taken over. */
  | {
      readonly kind: 'adopt';
      readonly resource: Resource;
      readonly instance: Instance;
      readonly applied: Applied;
    }
  /** What a user asked for. `request`: the number of the revision that did. */
  | { readonly kind: Asked; readonly instance: Instance; readonly request: number }
  | Wait
  | HookWait
  | RefusedWait
  /** `cancel`: what the job brings about is not wanted any more; its handler is asked to stop. */
  | { readonly kind: 'held'; readonly instance: Instance; readonly cancel: boolean }
  | {
      readonly kind: 'settled';
      readonly resource: Resource;
      readonly instance: Instance;
      readonly applied: Applied;
      readonly verdict: SettledVerdict;
      /** What is wanted of it was not applied, and will not be before a goal asks for it. */
      readonly unmet?: true;
      readonly after?: After;
    };

/** `instance` is null when the resource as a whole waits. `after`: wake it up then. */
export interface Wait {
  readonly kind: 'wait';
  readonly resource: Resource;
  readonly instance: Instance | null;
  readonly verdict: WaitVerdict | 'skipped';
  readonly after?: After;
}

/** A hook of the environment holds it. */
export interface HookWait extends Wait {
  readonly verdict: 'hook';
  readonly hook: Hook;
  /** Of one that is not made yet: of what it will be. */
  readonly applied?: Applied;
}

/** The environment forbids what was to be done. */
export interface RefusedWait extends Wait {
  readonly verdict: 'failed';
  readonly instance: Instance;
  readonly refused: RestrictedAction;
  /** What the thing was to become. */
  readonly applied: Applied;
}

/** Actions that a user asks for. */
export type Asked = 'check' | 'suspend' | 'resume' | 'snapshot' | 'restore';

export interface After {
  readonly purpose: TimerPurpose;
  readonly ms: number;
}

/** Why nothing is done about it. `explain` makes a sentence of it. */
export type WaitVerdict =
  /** on requirements that are not settled */
  | 'needs'
  /** on instances that still record it as a requirement */
  | 'recorders'
  /** on the instance that takes its place */
  | 'successor'
  /** on the delete of an earlier instance, which is under way */
  | 'predecessor'
  /** on the first look, or on a pending thing */
  | 'observation'
  /** on a second look, after one that saw it absent or broken */
  | 'confirm'
  /** on its back-off */
  | 'retry'
  /** on the time at which its handler wants to be run again */
  | 'again'
  /** on its last search */
  | 'search'
  /** on a new goal: trying the same again is pointless */
  | 'failed'
  /** on a thing that is broken and mends itself */
  | 'broken'
  /** on a worker that offers its type */
  | 'type'
  /** on the delete of what it replaces: two of it cannot exist beside each other (R11) */
  | 'vacant'
  /** on a requirement that is gone or broken and that its policy leaves alone; it is repaired for this one */
  | 'gone'
  /** on its turn: what a user asked for goes along the requirements */
  | 'turn'
  /** on a repair that is put off, since those before did not hold */
  | 'unstable'
  /** on the end of the maintenance */
  | 'paused'
  /** on a new goal: this one was cancelled, or its time is over */
  | 'halted'
  /** on somebody who clears the hook that holds it */
  | 'hook'
  /** on the goal to which the stack rolls back */
  | 'rollback';

/**
 * All of them count as done. `drifted`: it is not as it was applied, and its policy leaves it so. `skipped`: a user says so. `unknown`: it was
 * settled when its node was heard of last (R18).
 */
export type SettledVerdict = 'settled' | 'drifted' | 'skipped' | 'unknown';

/** Where a resource or an unwanted instance stands: what was decided when it was last looked at. */
export type Verdict =
  | 'none'
  /** not looked at under this goal yet */
  | 'unlooked'
  /** on a free slot of a worker */
  | 'slot'
  /** on its provider, of which too much is asked, or which has failed too often */
  | 'provider'
  | 'held'
  | SettledVerdict
  | WaitVerdict;

export function isSettledVerdict(verdict: Verdict): verdict is SettledVerdict {
  return verdict === 'settled' || verdict === 'drifted' || verdict === 'skipped' || verdict === 'unknown';
}

/** How many stand where; absent means none. */
export type Tally = Map<Verdict, number>;

/** Moves one entry of the tally. */
export function recount(tally: Tally, from: Verdict, to: Verdict): void {
  if (from === to) return;
  if (from !== 'none') tally.set(from, (tally.get(from) ?? 0) - 1);
  if (to !== 'none') tally.set(to, (tally.get(to) ?? 0) + 1);
}
