import { mergeEventSinks, placeOf, type StackSink } from '../../../../lib/hot/environment/event-sinks.js';

/** One sink of one stack, and how far it is. */
export class Outlet {
  /** It has everything up to this event. */
  position: number;
  /** Tries in vain, in a row. */
  failures = 0;
  /** `idle`: it has everything that we know of; `paused`: until it is tried again. */
  state: 'idle' | 'due' | 'busy' | 'paused' = 'idle';
  /** Ends the pause. */
  cancel: () => void = () => undefined;
  /** What it shares with others: when that does not answer, none of them is heard. */
  readonly destination: string;

  constructor(
    readonly stack: OwnStack,
    readonly sink: StackSink,
    before: Pick<Outlet, 'position' | 'failures'>,
  ) {
    this.destination = sink.type === 'webhook' ? new URL(sink.url).host : sink.type;
    this.position = before.position;
    this.failures = before.failures;
  }
}

/** A stack whose sinks do not have everything. Only such ones are in memory: what all sinks have is in the store. */
export class OwnStack {
  readonly outlets: readonly Outlet[];
  /** It is to be asked of the store anew, once nothing is being sent. */
  again = false;

  /** @param before the same stack with the sinks that it had: where one stays, it goes on from where it is */
  constructor(
    readonly id: string,
    /** Whose environment names the sinks. */
    readonly revision: number,
    sinks: readonly StackSink[],
    /** What the store knows: all sinks have everything up to this event. */
    public saved: number,
    public newest: number,
    before?: OwnStack,
  ) {
    const earlier = new Map(before?.outlets.map((outlet) => [placeOf(outlet.sink), outlet]));
    this.outlets = mergeEventSinks(sinks).map((sink) => {
      const { position = saved, failures = 0 } = earlier.get(placeOf(sink)) ?? {};
      return new Outlet(this, sink, { position: Math.max(position, saved), failures });
    });
  }

  /** How it stands in the store by now: there it may have been without sinks for a while, and has the same again. */
  stands(reached: number, newest: number): void {
    this.saved = Math.max(this.saved, reached);
    this.newest = Math.max(this.newest, newest);
    for (const outlet of this.outlets) outlet.position = Math.max(outlet.position, reached);
  }

  /** Up to here all sinks have the events. */
  get reached(): number {
    return Math.min(...this.outlets.map(({ position }) => position));
  }

  get isDone(): boolean {
    return this.saved >= this.newest && this.outlets.every(({ state }) => state === 'idle');
  }
}
