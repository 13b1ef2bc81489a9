import type { StackSink } from '../../../../lib/hot/environment/event-sinks.js';
import type { Clock } from '../../../../lib/clock.js';
import { dialDelay, type DialBackoff } from '../../../../lib/grpc/dial-backoff.js';
import { isWorthSaying } from '../../../../lib/log/seldom.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import type { RelayMeasure } from '../event-relay.js';
import type { OutboxEvent } from '../event-sink.js';
import type { HeldShard } from '../shard-keeper.js';
import { Lanes } from './lanes.js';
import { OwnStack, type Outlet } from './outlet.js';
import type { EventPage, OwnOutbox, Owing } from './own-outbox.js';

/**
 * Resolves once the sink has all of the events, which are of one stack and in their order. Rejects otherwise, within a bounded time. Its
 * message may be logged, so it holds no secret.
 */
export type DeliverToOwn = (
  sink: StackSink,
  events: readonly OutboxEvent[],
  signal: AbortSignal,
) => Promise<void>;

export interface SendingPorts {
  readonly outbox: OwnOutbox;
  readonly deliver: DeliverToOwn;
  /** Opens what was sealed. */
  readonly open: (text: string) => string;
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

export interface SendingOptions {
  /** Sinks that are sent to at once. */
  readonly atOnce: number;
  /** Events of one delivery, at most. */
  readonly batch: number;
  readonly backoff: DialBackoff;
  /** What is older is given up once its sink has not taken it. */
  readonly giveUpMs: number;
}

/** Who decides what is looked at. */
export interface SendingListener {
  /** The stack has other sinks by now, or is not ours any more. */
  again(stackId: string): void;
  /** The database did not answer: nothing is in memory any more. */
  lost(error: unknown): void;
  /** Nothing is being sent any more. */
  quiet(): void;
}

/** Stacks in memory. Of more those whose sinks do not answer are forgotten, and found again in the outbox. */
const MOST_STACKS = 10_000;

/** Sends the events of stacks to their own sinks: each sink at its own pace, and the store knows how far the slowest of a stack is. */
export class Sending {
  private readonly stacks = new Map<string, OwnStack>();
  private readonly unsaved = new Set<OwnStack>();
  private readonly lanes: Lanes;
  private readonly stopping = new AbortController();
  private saving: Promise<void> | undefined;

  constructor(
    private readonly ports: SendingPorts,
    private readonly options: SendingOptions,
    private readonly listener: SendingListener,
  ) {
    this.lanes = new Lanes(options.atOnce, (outlet) => this.send(outlet));
  }

  /** How a stack stands that was asked for; undefined: there is nothing to send for it here. */
  stands(stackId: string, owing: Owing | undefined): void {
    const before = this.stacks.get(stackId);
    if (before?.outlets.some(({ state }) => state === 'busy')) {
      before.again ||= owing?.revision !== before.revision;
      before.newest = Math.max(before.newest, owing?.newest ?? 0);
      return;
    }
    if (!owing) {
      if (before) this.forget(before);
      return;
    }
    const stack = this.known(before, owing);
    for (const outlet of stack.outlets)
      if (outlet.state === 'idle' && outlet.position < stack.newest) this.lanes.add(outlet);
  }

  forgetAll(): void {
    for (const stack of this.stacks.values()) this.forget(stack);
  }

  /** What was taken until then is saved. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.lanes.close();
    await this.saving;
    this.forgetAll();
  }

  private known(before: OwnStack | undefined, owing: Owing): OwnStack {
    const { stackId, revision, reached, newest } = owing;
    if (before?.revision === revision) {
      before.newest = Math.max(before.newest, newest);
      return before;
    }
    if (before) this.forget(before);
    else if (this.stacks.size >= MOST_STACKS) this.makeRoom();
    const sinks = JSON.parse(this.ports.open(owing.sinks)) as StackSink[];
    const stack = new OwnStack(stackId, revision, sinks, reached, newest, before);
    this.stacks.set(stackId, stack);
    return stack;
  }

  private makeRoom(): void {
    for (const stack of this.stacks.values()) {
      if (stack.outlets.some(({ state }) => state === 'due' || state === 'busy')) continue;
      this.forget(stack);
      return;
    }
  }

  private forget(stack: OwnStack): void {
    for (const { cancel } of stack.outlets) cancel();
    if (this.stacks.get(stack.id) === stack) this.stacks.delete(stack.id);
    this.unsaved.delete(stack);
  }

  private isKnown(stack: OwnStack): boolean {
    return !this.stopping.signal.aborted && this.stacks.get(stack.id) === stack;
  }

  private async send(outlet: Outlet): Promise<void> {
    const { stack } = outlet;
    if (!this.isKnown(stack)) return;
    outlet.state = 'busy';
    try {
      const page = await this.read(outlet);
      if (!page || !this.isKnown(stack)) return;
      const { events } = page;
      if (await this.isTaken(outlet, events)) {
        outlet.position = events.length === this.options.batch ? (events.at(-1)?.sequence ?? 0) : page.newest;
        outlet.failures = 0;
        outlet.state = 'idle';
        if (outlet.position < stack.newest && this.isKnown(stack)) this.lanes.add(outlet);
      }
    } catch (error) {
      this.forgetAll();
      if (!this.stopping.signal.aborted) this.listener.lost(error);
    }
    this.save(stack);
  }

  /** Undefined: there is nothing to be sent to this sink now. */
  private async read(outlet: Outlet): Promise<EventPage | undefined> {
    const { outbox, clock, shards, mayRelay } = this.ports;
    const { batch, giveUpMs } = this.options;
    const { stack } = outlet;
    const sinceMs = outlet.failures > 0 ? clock.now() - giveUpMs : 0;
    const page = await outbox.page(stack.id, { after: outlet.position, sinceMs, most: batch }, shards());
    if (!this.isKnown(stack)) return undefined;
    if (page?.revision !== stack.revision || !mayRelay()) {
      outlet.state = 'idle';
      stack.again = true;
      return undefined;
    }
    stack.newest = Math.max(stack.newest, page.newest);
    this.giveUp(outlet, (page.events[0]?.sequence ?? page.newest + 1) - 1);
    return page;
  }

  /** What is not there to be sent any more: it is too old, or was purged. */
  private giveUp(outlet: Outlet, upTo: number): void {
    const events = upTo - outlet.position;
    if (events <= 0) return;
    outlet.position = upTo;
    this.ports.measured({ kind: 'givenUp', events });
    this.ports.log.warn(
      { stack: outlet.stack.id, sink: outlet.sink.type, events },
      'events are given up: a sink of the stack has not taken them for too long',
    );
  }

  private async isTaken(outlet: Outlet, events: readonly OutboxEvent[]): Promise<boolean> {
    const { deliver, log, measured } = this.ports;
    if (events.length === 0) return true;
    try {
      await deliver(outlet.sink, events, this.stopping.signal);
    } catch (error) {
      if (!this.stopping.signal.aborted) this.failed(outlet, error);
      return false;
    }
    measured({ kind: 'sent', events: events.length });
    if (outlet.failures > 0)
      log.info({ stack: outlet.stack.id, sink: outlet.sink.type }, 'a sink of the stack takes events again');
    return true;
  }

  /** Says so ever more seldom while it goes on. */
  private failed(outlet: Outlet, error: unknown): void {
    const { clock, log, measured, random } = this.ports;
    const { stack, sink } = outlet;
    outlet.failures += 1;
    measured({ kind: 'failed' });
    if (isWorthSaying(outlet.failures))
      log.warn(
        { stack: stack.id, sink: sink.type, reason: reasonOf(error), failures: outlet.failures },
        'a sink of the stack does not take events; they are sent again',
      );
    outlet.state = 'paused';
    const pauseMs = dialDelay(outlet.failures - 1, random(), this.options.backoff);
    outlet.cancel = clock.setTimer(pauseMs, () => {
      if (this.isKnown(stack)) this.lanes.add(outlet);
    });
  }

  /** What came of a sending: the cursor of its stack, and whether there is anything left to do for it. */
  private save(stack: OwnStack): void {
    if (this.stacks.get(stack.id) !== stack) return;
    this.unsaved.add(stack);
    this.saving ??= this.saveAll().finally(() => {
      this.saving = undefined;
    });
  }

  /** Whatever has come together meanwhile, in one statement. */
  private async saveAll(): Promise<void> {
    while (this.unsaved.size > 0) {
      const stacks = [...this.unsaved];
      this.unsaved.clear();
      const moved = stacks.filter(({ reached, saved }) => reached > saved);
      const reached = moved.map((stack) => ({ stack: stack.id, event: stack.reached }));
      try {
        if (moved.length > 0) await this.ports.outbox.advance(reached);
      } catch (error) {
        this.forgetAll();
        if (!this.stopping.signal.aborted) this.listener.lost(error);
        return;
      }
      moved.forEach((stack, i) => (stack.saved = Math.max(stack.saved, reached[i]?.event ?? 0)));
      for (const stack of stacks) this.settle(stack);
    }
  }

  private settle(stack: OwnStack): void {
    if (!this.isKnown(stack)) return;
    if (stack.again && !stack.outlets.some(({ state }) => state === 'busy')) {
      stack.again = false;
      this.listener.again(stack.id);
    } else if (stack.isDone) this.forget(stack);
    if (this.stacks.size === 0) this.listener.quiet();
  }
}
