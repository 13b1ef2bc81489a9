import type { Instance } from '../core/instance.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Observer } from './watching-observer.js';

/** What is kept of a thing that is looked at: of these there are many, so it makes no text of its own. */
export class Watch {
  /** Undefined: nobody looks, for want of an observer. */
  holder: Observer | undefined = undefined;
  /** The physical id by which it is found; empty: by none so far. */
  thing = '';
  private epoch = 0;
  private awaited = false;
  private reportAfter = NEVER;

  constructor(readonly snapshot: Snapshot) {}

  /** Whether the holder does not know this of it so far. From now on it does. */
  tells({ epoch, sequence }: Instance, wanted: { awaited: boolean; reportNext: boolean }): boolean {
    // That the next look is to be told is asked once more after each that was: the one before it is answered.
    const reportAfter = wanted.reportNext ? sequence : NEVER;
    if (this.epoch === epoch && this.awaited === wanted.awaited && this.reportAfter === reportAfter)
      return false;
    this.epoch = epoch;
    this.awaited = wanted.awaited;
    this.reportAfter = reportAfter;
    return true;
  }
}

/** No look has this number. */
const NEVER = -1;
