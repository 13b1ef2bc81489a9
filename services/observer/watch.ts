import type { JsonObject } from '../../lib/json.js';
import type { ReportedObservation } from '../../lib/protocol/observation.js';
import type { ObservedThing, WatchMessage } from '../../lib/protocol/observer.js';

/** Who gave a watch, and hears what is seen. */
export interface WatchOwner {
  observed(thing: ObservedThing): void;
}

/** One thing that is looked at. */
export interface Watch {
  message: WatchMessage;
  readonly owner: WatchOwner;
  /** Parsed at the first look. */
  goal: JsonObject | undefined;
  /** The next plan, on the monotonic clock; Infinity when there is none. */
  due: number;
  /** A look is under way, or waits for its turn since `readyAt`. */
  looking: boolean;
  readyAt: number;
  /** It came due while a look was under way. */
  missed: boolean;
  gone: boolean;
  reportNext: boolean;
  /** The highest notice that came in this epoch, and the one that was told with a look; 0: none. */
  notice: number;
  noticeTold: number;
  /** Orders the looks. */
  sequence: number;
  /** What the engine was told in this epoch. */
  told: ReportedObservation | undefined;
  /** The last pause of an awaited thing; 0 before the first. */
  gapMs: number;
  /** Looks that failed since one that did not. */
  failures: number;
  /** When the last look of this epoch began, on the monotonic clock. */
  begun: number;
}

export function newWatch(message: WatchMessage, owner: WatchOwner): Watch {
  return {
    message,
    owner,
    goal: undefined,
    due: Number.POSITIVE_INFINITY,
    looking: false,
    readyAt: 0,
    missed: false,
    gone: false,
    reportNext: message.reportNext,
    notice: 0,
    noticeTold: 0,
    sequence: 0,
    told: undefined,
    gapMs: 0,
    failures: 0,
    begun: Number.NEGATIVE_INFINITY,
  };
}

export function sameObservation(a: ReportedObservation | undefined, b: ReportedObservation): boolean {
  return (
    a?.status === b.status &&
    a.properties === b.properties &&
    a.attributes === b.attributes &&
    a.reason === b.reason
  );
}
