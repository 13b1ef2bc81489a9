import { repeat, type Clock } from '../../../lib/clock.js';
import { dialDelay } from '../../../lib/grpc/dial-backoff.js';
import { isWorthSaying } from '../../../lib/log/seldom.js';
import { reasonOf } from '../../../lib/reason-of.js';
import type { EventSink, Outbox, OutboxEvent } from './event-sink.js';
import type { HeldShard } from './shard-keeper.js';

/** What takes events of our stacks elsewhere needs, wherever that is. */
export interface RelayPorts {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** The shards that are ours, with their epochs. */
  readonly shards: () => readonly HeldShard[];
  /** False: our shards may be another engine's by now (R25). */
  readonly mayRelay: () => boolean;
  readonly log: {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
  };
  readonly measured: (measure: RelayMeasure) => void;
}

export interface EventRelayPorts extends RelayPorts {
  readonly outbox: Outbox;
}

export type RelayMeasure =
  | { readonly kind: 'sent'; readonly events: number }
  | { readonly kind: 'failed' }
  | { readonly kind: 'givenUp'; readonly events: number }
  /** As it was when the outbox was asked last. */
  | { readonly kind: 'behind'; readonly events: number; readonly oldestMs: number | null };

export interface EventRelayOptions {
  /** What happens within this is sent together. */
  readonly gatherMs: number;
  /** Pauses while the sink takes nothing. */
  readonly backoff: { readonly firstMs: number; readonly longestMs: number };
}

/** Stacks of one look into the outbox, */
const STACKS = 200;
/** those that are remembered; all others are found there, */
const MOST_WAITING = 10_000;
/** and how often it is asked for those that nobody told of: a commit of unknown outcome may have been one. */
const LIST_MS = 30_000;

/**
 * Takes the events of our stacks to one sink: in order for each stack, at least once, one batch after the other. Only ids are held, and a
 * bounded number of them: while the sink is away everything waits in the database, and nothing waits for the sink.
 */
export class EventRelay {
  private readonly waiting = new Set<string>();
  /** There may be stacks that `waiting` does not have. */
  private unlisted = true;
  private failures = 0;
  private busy: Promise<void> | undefined;
  private started = false;
  private pausing = false;
  private cancelPause: () => void = () => undefined;
  private cancelList: () => void = () => undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly sink: EventSink,
    private readonly ports: EventRelayPorts,
    private readonly options: EventRelayOptions,
  ) {}

  start(): void {
    this.started = true;
    this.sink.start();
    this.look();
    this.cancelList = repeat(this.ports.clock, LIST_MS, () => {
      this.look();
    });
  }

  /** Events of these stacks are stored. */
  happened(stackIds: Iterable<string>): void {
    for (const id of stackIds) this.add(id);
    this.soon(this.options.gatherMs);
  }

  /** Shards were taken: whoever had them may not have sent everything. */
  look(): void {
    this.unlisted = true;
    this.soon(0);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.cancelPause();
    this.cancelList();
    await this.busy;
    await this.sink.stop();
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private add(id: string): void {
    if (this.waiting.size < MOST_WAITING) this.waiting.add(id);
    else if (!this.waiting.has(id)) this.unlisted = true;
  }

  private soon(ms: number): void {
    if (!this.started || this.pausing || this.busy || this.stopped) return;
    this.pausing = true;
    this.cancelPause = this.ports.clock.setTimer(ms, () => {
      this.pausing = false;
      this.busy = this.run().finally(() => {
        this.busy = undefined;
        if (this.failures > 0)
          this.soon(dialDelay(this.failures - 1, this.ports.random(), this.options.backoff));
        else if (this.waiting.size > 0 || this.unlisted) this.soon(this.options.gatherMs);
      });
    });
  }

  private async run(): Promise<void> {
    try {
      while (!this.stopped && this.ports.mayRelay()) {
        if (this.unlisted && this.waiting.size === 0) await this.ask();
        if (this.waiting.size === 0) {
          this.ports.measured({ kind: 'behind', events: 0, oldestMs: null });
          return;
        }
        await this.relay();
      }
    } catch (error) {
      // The database knows best what is to be sent, and how much it is by then.
      this.waiting.clear();
      this.unlisted = true;
      if (!this.stopped) this.failed(error);
    }
  }

  private async ask(): Promise<void> {
    const { outbox, shards, measured } = this.ports;
    this.unlisted = false;
    await outbox.register(this.sink.name);
    const ids = shards().map(({ id }) => id);
    const { stackIds, stacks, events, oldestMs } = await outbox.behind(this.sink.name, ids, MOST_WAITING);
    for (const id of stackIds) this.add(id);
    if (stacks > stackIds.length) this.unlisted = true;
    if (stacks === 0) this.failures = 0;
    measured({ kind: 'behind', events, oldestMs });
  }

  private async relay(): Promise<void> {
    const { outbox, shards, mayRelay, measured } = this.ports;
    const { name, batch } = this.sink;
    const asked = [...this.waiting].slice(0, STACKS);
    for (const id of asked) this.waiting.delete(id);
    const events = await outbox.next(name, asked, shards(), batch);
    // There is more of some of them; which ones, the next look says.
    if (events.length === batch) for (const id of asked) this.add(id);
    if (events.length === 0) return;
    if (!mayRelay()) {
      this.unlisted = true;
      return;
    }
    await this.sink.deliver(events, this.stopping.signal);
    await outbox.advance(name, reachedBy(events));
    measured({ kind: 'sent', events: events.length });
    if (this.failures > 0) this.ports.log.info({ sink: name }, 'events are taken again');
    this.failures = 0;
  }

  /** Says so ever more seldom while it goes on. */
  private failed(error: unknown): void {
    const { log, measured } = this.ports;
    this.failures += 1;
    measured({ kind: 'failed' });
    if (!isWorthSaying(this.failures)) return;
    log.warn(
      { sink: this.sink.name, reason: reasonOf(error), failures: this.failures },
      'events are not taken; they wait in the database and are sent again',
    );
  }
}

function reachedBy(events: readonly OutboxEvent[]): { readonly stack: string; readonly event: number }[] {
  const reached = new Map<string, number>();
  for (const { stack, sequence } of events) reached.set(stack.id, sequence);
  return [...reached].map(([stack, event]) => ({ stack, event }));
}
