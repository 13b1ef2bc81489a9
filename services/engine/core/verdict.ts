import type { Applied, Instance } from './instance.js';
import type { Resource } from './snapshot.js';

/** The next step of one resource or instance: the same words in code, database, protocol, API and documentation. */
export type Decision =
  /** Make a new instance, or with `instance` go on making that one. `replace` when another one is there already. */
  | {
      readonly kind: 'create' | 'replace';
      readonly resource: Resource;
      readonly instance: Instance | null;
      readonly applied: Applied;
    }
  | {
      readonly kind: 'update';
      readonly instance: Instance;
      readonly applied: Applied;
      readonly changes: readonly string[];
    }
  | { readonly kind: 'delete'; readonly instance: Instance }
  /** `instance` is null when the resource as a whole waits. `after`: wake it up then. */
  | {
      readonly kind: 'wait';
      readonly resource: Resource;
      readonly instance: Instance | null;
      readonly verdict: WaitVerdict;
      readonly after?: After;
    }
  | { readonly kind: 'held'; readonly instance: Instance }
  | {
      readonly kind: 'settled';
      readonly resource: Resource;
      readonly instance: Instance;
      readonly applied: Applied;
    };

export interface After {
  readonly purpose: 'retry' | 'pending' | 'search' | 'repair';
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
  /** on its last search */
  | 'search'
  /** on a new goal: trying the same again is pointless */
  | 'failed'
  /** on a thing that is broken and mends itself */
  | 'broken'
  /** on a worker that offers its type */
  | 'type';

/** Where a resource or an unwanted instance stands: what was decided when it was last looked at. */
export type Verdict =
  | 'none'
  /** not looked at under this goal yet */
  | 'unlooked'
  /** on a free slot of a worker */
  | 'slot'
  | 'settled'
  | 'held'
  | WaitVerdict;

/** How many stand where; absent means none. */
export type Tally = Map<Verdict, number>;

/** Moves one entry of the tally. */
export function recount(tally: Tally, from: Verdict, to: Verdict): void {
  if (from === to) return;
  if (from !== 'none') tally.set(from, (tally.get(from) ?? 0) - 1);
  if (to !== 'none') tally.set(to, (tally.get(to) ?? 0) + 1);
}
