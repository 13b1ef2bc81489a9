import type { StackSink } from '../../lib/hot/environment/event-sinks.js';
import type { Behind, OutboxEvent } from '../../services/engine/app/event-sink.js';
import type { EventPage, Owing, OwnOutbox, WantedPage } from '../../services/engine/app/own-outbox.js';

interface MemoryStack {
  revision: number | null;
  sinks: readonly StackSink[];
  events: OutboxEvent[];
  reached: number;
  isOurs: boolean;
}

/** An outbox in memory: the events of stacks, their sinks, and one cursor each. */
export class MemoryOwnOutbox implements OwnOutbox {
  readonly stacks = new Map<string, MemoryStack>();
  /** Each save, as it was asked for. */
  readonly saves: (readonly { readonly stack: string; readonly event: number }[])[] = [];
  private revisions = 0;
  /** What is owing is answered then, as it was when it was asked. */
  late: Promise<void> | undefined;
  /** Thrown by whatever is asked next. */
  fault: Error | undefined;

  /** The stack has these sinks from now on. */
  sinks(id: string, ...sinks: readonly StackSink[]): void {
    const stack = this.stacks.get(id) ?? { revision: 0, sinks: [], events: [], reached: 0, isOurs: true };
    this.revisions += 1;
    this.stacks.set(id, { ...stack, sinks, revision: sinks.length === 0 ? null : this.revisions });
  }

  /** So many more events of it happen. */
  happen(id: string, events: number, time: number): void {
    const stack = this.stacks.get(id);
    if (!stack) throw new Error(`there is no ${id}`);
    for (let i = 0; i < events; i += 1) {
      const sequence = stack.events.length + 1;
      stack.events.push({ sequence, time: new Date(time), stack: { id } } as OutboxEvent);
    }
  }

  behind(): Promise<Behind> {
    this.fail();
    const late = [...this.stacks].filter(([, { revision, reached, events }]) => revision !== null && reached < events.length); // prettier-ignore
    const events = late.reduce((sum, [, stack]) => sum + stack.events.length - stack.reached, 0);
    return Promise.resolve({ stackIds: late.map(([id]) => id), stacks: late.length, events, oldestMs: null });
  }

  async owing(stackIds: readonly string[]): Promise<readonly Owing[]> {
    this.fail();
    const owing = stackIds.flatMap((stackId) => {
      const stack = this.stacks.get(stackId);
      if (!stack?.isOurs || stack.revision === null || stack.reached >= stack.events.length) return [];
      const { revision, reached, events } = stack;
      return [{ stackId, revision, sinks: JSON.stringify(stack.sinks), reached, newest: events.length }];
    });
    await this.late;
    return owing;
  }

  page(stackId: string, { after, sinceMs, most }: WantedPage): Promise<EventPage | undefined> {
    this.fail();
    const stack = this.stacks.get(stackId);
    if (!stack?.isOurs) return Promise.resolve(undefined);
    const events = stack.events.filter(
      ({ sequence, time }) => sequence > Math.max(after, stack.reached) && time.getTime() >= sinceMs,
    );
    return Promise.resolve({
      revision: stack.revision,
      reached: stack.reached,
      newest: stack.events.length,
      events: events.slice(0, most),
    });
  }

  advance(reached: readonly { readonly stack: string; readonly event: number }[]): Promise<void> {
    this.fail();
    this.saves.push(reached);
    for (const { stack: id, event } of reached) {
      const stack = this.stacks.get(id);
      if (stack) stack.reached = Math.max(stack.reached, event);
    }
    return Promise.resolve();
  }

  private fail(): void {
    const { fault } = this;
    this.fault = undefined;
    if (fault) throw fault;
  }
}
