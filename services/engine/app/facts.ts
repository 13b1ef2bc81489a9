import type { Goal } from '../core/goal.js';
import type { CheckpointFact } from '../core/facts/checkpointed.js';
import type { ObservedFact } from '../core/facts/observed.js';
import type { JobReport } from '../core/facts/reported.js';

/** What reaches a stack from outside; `done` is called after the commit that holds it, never before. */
export type Fact =
  | { readonly kind: 'goal'; readonly goal: Goal }
  | { readonly kind: 'reported'; readonly report: JobReport; readonly done: () => void }
  | {
      readonly kind: 'checkpointed';
      readonly checkpoint: CheckpointFact;
      readonly done: () => void;
      readonly refused: () => void;
    }
  | { readonly kind: 'observed'; readonly fact: ObservedFact; readonly done: () => void }
  | { readonly kind: 'due'; readonly ordinal: number; readonly dueMs: number }
  | { readonly kind: 'lost'; readonly ordinal: number; readonly fence: number }
  /** It made no progress for long: people are told what it waits for (promise 8). */
  | { readonly kind: 'stalled'; readonly reasons: readonly string[] };
