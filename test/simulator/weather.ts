import type { Conduct } from './provider.js';

/** How badly things go. Probabilities are of each occasion; all at zero is a world without faults. */
export interface Weather {
  readonly provider: {
    /** Of an action: that it goes wrong, in one of these ways. */
    readonly mishaps: number;
    readonly kinds: readonly Conduct[];
    /** Of a pause: that it is a long one. */
    readonly hangs: number;
    /** The longest time for which looks do not see an effect. */
    readonly lagMs: number;
  };
  readonly links: {
    /** Longest time that a message takes. */
    readonly slowMs: number;
    /** Longest time until an end learns that the stream is cut. */
    readonly noticeMs: number;
    /** Of a message: that it is said once more later, as after a reconnect. */
    readonly repeats: number;
    /** Of a message under way when its stream is cut: that it arrives all the same, after those of the next stream even. */
    readonly straggles: number;
  };
  readonly database: {
    /** Of a query: that it never happens. */
    readonly fails: number;
    /** Of a commit: that it happens and the answer is lost, */
    readonly loses: number;
    /** or is refused, today and tomorrow. */
    readonly refuses: number;
  };
}

export const CALM: Weather = {
  provider: { mishaps: 0, kinds: [], hangs: 0, lagMs: 0 },
  links: { slowMs: 5, noticeMs: 3_000, repeats: 0, straggles: 0 },
  database: { fails: 0, loses: 0, refuses: 0 },
};

/** The weather as it is now: whoever holds it sees it change. */
export class Climate {
  now: Weather = CALM;
}
