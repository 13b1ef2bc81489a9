import type { StackSink } from '../../../../lib/hot/environment/event-sinks.js';
import { dialDelay, type DialBackoff } from '../../../../lib/grpc/dial-backoff.js';
import { isWorthSaying } from '../../../../lib/log/seldom.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import type { RelayPorts } from '../event-relay.js';
import type { OutboxEvent } from '../event-sink.js';
import { Cursors } from './cursors.js';
import { Lanes } from './lanes.js';
import { OwnStack, type Outlet } from './outlet.js';
import type { EventPage, OwnOutbox, Owing } from '../own-outbox.js';

/**
 * Resolves once the sink has all of the events, which are of one stack and in their order. Rejects otherwise, within a bounded time. Its
 * message may be logged, so it holds no secret.
 */
export type DeliverToOwn = (
  sink: StackSink,
  events: readonly OutboxEvent[],
  signal: AbortSignal,
) => Promise<void>;

export interface SendingPorts extends RelayPorts {
  readonly outbox: OwnOutbox;
  readonly deliver: DeliverToOwn;
  /** Opens what was sealed. */
  readonly open: (text: string) => string;
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
  /** Done with since the store was asked last: what it answers may be older than that. */
  private readonly doneMeanwhile = new Set<string>();
  private readonly cursors: Cursors;
  private readonly lanes: Lanes;
  private readonly stopping = new AbortController();

  constructor(
    private readonly ports: SendingPorts,
    private readonly options: SendingOptions,
    private readonly listener: SendingListener,
  ) {
    this.lanes = new Lanes(options.atOnce, (outlet) => this.send(outlet));
    this.cursors = new Cursors(ports.outbox, {
      saved: (stack) => {
        this.settle(stack);
      },
      lost: (error) => {
        this.lost(error);
      },
    });
  }

  /** The store is asked how stacks stand. */
  asks(): void {
    this.doneMeanwhile.clear();
  }

  /** How a stack stands that was asked for; undefined: there is nothing to send for it here. */
  stands(stackId: string, owing: Owing | undefined): void {
    const before = this.stacks.get(stackId);
    if (!before && this.doneMeanwhile.has(stackId)) {
      this.listener.again(stackId);
      return;
    }
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
    if (!stack) return;
    for (const outlet of stack.outlets)
      if (outlet.state === 'idle' && outlet.position < stack.newest) this.lanes.add(outlet);
    // The sinks that are left may have had everything already.
    if (stack.outlets.every(({ state }) => state === 'idle')) this.cursors.save(stack);
  }

  forgetAll(): void {
    for (const stack of this.stacks.values()) this.forget(stack);
  }

  /** What was taken until then is saved. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.lanes.close();
    await this.cursors.idle();
    this.forgetAll();
  }

  private known(before: OwnStack | undefined, owing: Owing): OwnStack | undefined {
    const { stackId, revision, reached, newest } = owing;
    if (before?.revision === revision) {
      before.stands(reached, newest);
      return before;
    }
    const sinks = this.sinksIn(owing);
    if (before) this.forget(before);
    if (!sinks) return undefined;
    if (this.stacks.size >= MOST_STACKS) this.makeRoom();
    const stack = new OwnStack(stackId, revision, sinks, reached, newest, before);
    this.stacks.set(stackId, stack);
    return stack;
  }

  /** Undefined: they cannot be read, and no other stack is to wait for that. */
  private sinksIn({ stackId, sinks }: Owing): StackSink[] | undefined {
    try {
      return JSON.parse(this.ports.open(sinks)) as StackSink[];
    } catch (error) {
      this.ports.log.warn({ stack: stackId, reason: reasonOf(error) }, 'the sinks of a stack cannot be read');
      return undefined;
    }
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
    this.cursors.forget(stack);
  }

  private isKnown(stack: OwnStack): boolean {
    return !this.stopping.signal.aborted && this.stacks.get(stack.id) === stack;
  }

  private async send(outlet: Outlet): Promise<void> {
    if (!this.isKnown(outlet.stack)) return;
    outlet.state = 'busy';
    try {
      await this.sendPage(outlet);
    } catch (error) {
      this.lost(error);
    }
    // What came of it: the cursor of the stack, and whether there is anything left to do for it.
    if (this.stacks.get(outlet.stack.id) === outlet.stack) this.cursors.save(outlet.stack);
  }

  private async sendPage(outlet: Outlet): Promise<void> {
    const { stack } = outlet;
    const page = await this.read(outlet);
    if (!page || !(await this.isTaken(outlet, page.events))) return;
    const { events, newest } = page;
    outlet.position = events.length === this.options.batch ? (events.at(-1)?.sequence ?? newest) : newest;
    outlet.failures = 0;
    outlet.state = 'idle';
    if (outlet.position < stack.newest && this.isKnown(stack)) this.lanes.add(outlet);
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
    // Since it was asked how the stack stands, it may have had no sinks for a while, and have the same again.
    stack.stands(page.reached, page.newest);
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
    this.lanes.answered(outlet);
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
    this.lanes.failed(outlet);
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

  private lost(error: unknown): void {
    this.forgetAll();
    if (!this.stopping.signal.aborted) this.listener.lost(error);
  }

  private settle(stack: OwnStack): void {
    if (!this.isKnown(stack)) return;
    if (stack.again && !stack.outlets.some(({ state }) => state === 'busy')) {
      stack.again = false;
      this.listener.again(stack.id);
    } else if (stack.isDone) {
      this.forget(stack);
      this.doneMeanwhile.add(stack.id);
    }
    if (this.stacks.size === 0) this.listener.quiet();
  }
}
