import type { Ask } from './asks.js';
import type { SimOptions } from './simulation.js';
import type { Weather } from './weather.js';

/** One thing that happens, with all that it takes to make it happen again. */
export type Step =
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'weather'; readonly weather: Weather }
  /** A user asks something of a stack; what makes no sense then is refused. */
  | { readonly do: 'ask'; readonly stack: string; readonly ask: Ask }
  /** Somebody else removes, breaks or changes the things of a resource. */
  | {
      readonly do: 'drift';
      readonly stack: string;
      readonly resource: string;
      readonly how: 'remove' | 'break' | 'change';
    }
  /** A process dies. `who`: an engine (`e1`), a worker (`n1`), or an observer (`o-n1`). */
  | { readonly do: 'crash'; readonly who: string; readonly backMs: number }
  /** A process stands still, and does not notice. */
  | { readonly do: 'freeze'; readonly who: string; readonly ms: number }
  /** An engine hands over and ends, as on SIGTERM. */
  | { readonly do: 'stop'; readonly who: string; readonly backMs: number }
  /** The links of a worker or an observer, to one engine or all, are cut, and nobody gets through for so long; those of an engine to the database. */
  | { readonly do: 'cut'; readonly who: string; readonly from?: string; readonly ms: number };

/** What happens until the faults stop. Played twice it comes out the same: all chance in it follows from the seed. */
export interface Story {
  readonly seed: number;
  readonly world: SimOptions;
  /** Things that were there before. */
  readonly foreign: readonly {
    readonly physicalId: string;
    readonly type: string;
    readonly properties: { readonly [name: string]: string | number };
  }[];
  readonly steps: readonly Step[];
}

/** The stacks that it tells of, in their order. */
export function stacksOf({ steps }: Story): string[] {
  return [
    ...new Set(steps.flatMap((step) => (step.do === 'ask' && step.ask.kind === 'put' ? [step.stack] : []))),
  ];
}

/** A step in a line, for people. */
export function lineOf(step: Step): string {
  const { do: verb, ...rest } = step;
  return `${verb} ${JSON.stringify(rest)}`;
}
