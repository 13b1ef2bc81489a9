import type { Goal } from '../core/goal.js';
import type { CheckpointFact } from '../core/facts/checkpointed.js';
import type { ObservedFact } from '../core/facts/observed.js';
import type { JobReport } from '../core/facts/reported.js';
import type { GoneThing } from './gone-things.js';

/**
 * What reaches a stack from outside; `done` is called after the commit that holds it, never before. `notOurs`: the stack went to
 * another engine, which has to hear of it.
 */
export type Fact =
  /**
   * `deadlineMs`: when what it asks must be done, in ms since the epoch; 0: it may take for ever. `traceParent`: of the request that
   * asked for it; empty: nothing was traced.
   */
  | {
      readonly kind: 'goal';
      readonly goal: Goal;
      readonly deadlineMs: number;
      readonly traceParent: string;
    }
  | {
      readonly kind: 'reported';
      readonly report: JobReport;
      readonly done: () => void;
      readonly notOurs: () => void;
    }
  | {
      readonly kind: 'checkpointed';
      readonly checkpoint: CheckpointFact;
      readonly done: () => void;
      readonly refused: () => void;
      readonly notOurs: () => void;
    }
  /** `stale`: it moves nothing, since it was begun too early. */
  | {
      readonly kind: 'observed';
      readonly fact: ObservedFact;
      readonly done: () => void;
      readonly stale: () => void;
    }
  /** Things of it were declared gone with their nodes. */
  | {
      readonly kind: 'gone';
      readonly things: readonly GoneThing[];
      readonly done: () => void;
      readonly notOurs: () => void;
    }
  /** Nobody can say how things on these nodes are, and on no others. */
  | { readonly kind: 'silent'; readonly nodes: ReadonlySet<string> }
  /** The node of such things is back. */
  | {
      readonly kind: 'back';
      readonly things: readonly GoneThing[];
      readonly done: () => void;
      readonly notOurs: () => void;
    }
  | { readonly kind: 'due'; readonly ordinal: number; readonly dueMs: number }
  /** A job takes longer than it may. */
  | { readonly kind: 'overdue'; readonly ordinal: number; readonly fence: number }
  /** The time for what that revision asked is over. */
  | { readonly kind: 'expired'; readonly asked: number }
  | { readonly kind: 'lost'; readonly ordinal: number; readonly fence: number }
  /** It made no progress for long: people are told what it waits for (promise 8). */
  | { readonly kind: 'stalled'; readonly reasons: readonly string[] };

/** Its stack is another engine's: who told it tells that one. What is seen is seen anew there. */
export function disown(fact: Fact): void {
  if ('notOurs' in fact) fact.notOurs();
  else if ('done' in fact) fact.done();
}
