import type { DriftPolicy } from '../../../../lib/drift-policy.js';
import type { Modes, Request } from '../../core/goal.js';

/** The newest revision of a stack, and how far the loop has come. */
export interface Newest {
  readonly modes: Modes;
  readonly seen: number;
  readonly completed: number;
}

const JOBS: ReadonlySet<Request['verb']> = new Set(['check', 'snapshot', 'restore']);

/** For a revision that writes a goal: what applies beside the template stays, what was done to the old goal does not. */
export function modesOfGoal(
  { modes, seen }: Newest,
  given: {
    readonly rollback?: boolean | undefined;
    readonly drift?: DriftPolicy | undefined;
    readonly abandoned?: boolean;
    readonly forced?: boolean;
    readonly requests?: readonly Request[];
  } = {},
): Modes {
  return {
    ...modes,
    rollback: given.rollback ?? modes.rollback,
    drift: given.drift ?? modes.drift,
    suspended: false,
    halted: false,
    cleared: [],
    abandoned: given.abandoned ?? false,
    forced: given.forced ?? false,
    requests: [...unseenMarks(modes, seen), ...(given.requests ?? [])],
  };
}

/** For one that asks something of the goal that is there. */
export function modesOfAsking(
  { modes, seen }: Newest,
  change: { readonly suspended?: boolean },
  requests: readonly Request[] = [],
): Modes {
  return { ...modes, ...change, requests: [...unseenMarks(modes, seen), ...requests] };
}

/** For one that changes modes and asks for nothing: what was asked for before goes on. */
export function modesOfChange(
  { modes, seen, completed }: Newest,
  change: Partial<Pick<Modes, 'paused' | 'halted' | 'skipped' | 'cleared'>>,
  marks: readonly Request[] = [],
): Modes {
  const underWay = modes.requests.filter(({ verb, number }) => JOBS.has(verb) && number > completed);
  return { ...modes, ...change, requests: [...underWay, ...unseenMarks(modes, seen), ...marks] };
}

/** A mark is done in the commit in which the loop sees it: until then it must not be lost. */
function unseenMarks({ requests }: Modes, seen: number): Request[] {
  return requests.filter(({ verb, number }) => !JOBS.has(verb) && number > seen);
}
