import type { Behind, EventSink, Outbox, OutboxEvent } from '../../services/engine/app/event-sink.js';
import type { EventRow } from '../../services/engine/app/store-port.js';
import type {
  ResourceAction,
  StackAction,
  StatusWord,
} from '../../services/engine/app/use-cases/use-cases.js';
import type { Random } from './random.js';
import type { Ask } from './sim-shards.js';
import type { ProcessClock } from './sim-time.js';
import { CALM, type Climate } from './weather.js';

const NAME = 'receiver';

interface Parts {
  readonly shardOf: (stack: string) => number;
  readonly epochOf: (shard: number) => number;
}

/** The events as the database has them, and how far the one receiver has come: as `store/outbox.ts` keeps them. */
export class SimOutbox {
  private readonly events = new Map<string, EventRow[]>();
  private readonly cursors = new Map<string, number>();
  private isKnown = false;

  constructor(private readonly parts: Parts) {}

  add(rows: readonly EventRow[]): void {
    for (const row of rows) {
      const events = this.events.get(row.stack) ?? [];
      if (row.event !== events.length + 1)
        throw new Error(`event ${String(row.event)} comes after ${String(events.length)}`);
      this.events.set(row.stack, [...events, row]);
    }
  }

  /** What the receiver does not have. */
  get missing(): number {
    let missing = 0;
    for (const [stack, events] of this.events) missing += events.length - this.cursorOf(stack);
    return missing;
  }

  /** How many there are of each stack. */
  *counts(): Iterable<readonly [string, number]> {
    for (const [stack, events] of this.events) yield [stack, events.length];
  }

  connect(ask: Ask): Outbox {
    return {
      register: () =>
        ask(() => {
          // In these worlds it is known before anything happens, so that it has to get all.
          this.isKnown = true;
        }),
      behind: (_, shards, most) => ask(() => this.behind(shards, most)),
      next: (_, stackIds, shards, most) =>
        ask(() => {
          const held = new Map(shards.map(({ id, epoch }) => [id, epoch]));
          const ours = stackIds.filter((stack) => {
            const shard = this.parts.shardOf(stack);
            return held.get(shard) === this.parts.epochOf(shard);
          });
          return ours.flatMap((stack) => this.late(stack).slice(0, most).map(viewOf)).slice(0, most);
        }),
      advance: (_, reached) =>
        ask(() => {
          for (const { stack, event } of reached)
            this.cursors.set(stack, Math.max(event, this.cursorOf(stack)));
        }),
    };
  }

  private behind(shards: readonly number[], most: number): Behind {
    if (!this.isKnown) throw new Error('the receiver was not registered');
    const late = [...this.events.keys()].filter(
      (stack) => shards.includes(this.parts.shardOf(stack)) && this.late(stack).length > 0,
    );
    return {
      stackIds: late.slice(0, most),
      stacks: late.length,
      events: late.reduce((sum, stack) => sum + this.late(stack).length, 0),
      oldestMs: null,
    };
  }

  private late(stack: string): EventRow[] {
    return this.events.get(stack)?.slice(this.cursorOf(stack)) ?? [];
  }

  private cursorOf(stack: string): number {
    return this.cursors.get(stack) ?? 0;
  }
}

/** Who receives the events: they have to come in the order of each stack, each at least once, none before the one before it. */
export class Receiver {
  /** Up to which one it has those of a stack. */
  readonly reached = new Map<string, number>();

  constructor(
    private readonly random: Random,
    private readonly climate: Climate,
    private readonly violations: string[],
  ) {}

  /** The way of an engine to it: slow, and in bad weather some of what is sent is lost, or the answer. */
  sink(clock: ProcessClock): EventSink {
    const { random } = this;
    return {
      name: NAME,
      batch: random.pick([1, 3, 50]),
      start: () => undefined,
      stop: () => Promise.resolve(),
      deliver: async (events) => {
        await clock.sleep(random.below(50));
        const isBad = this.climate.now !== CALM && random.chance(0.2);
        this.take(isBad ? events.slice(0, random.below(events.length + 1)) : events);
        await clock.sleep(random.below(50));
        if (isBad) throw new Error('the receiver does not answer');
      },
    };
  }

  private take(events: readonly OutboxEvent[]): void {
    for (const { stack, sequence } of events) {
      const reached = this.reached.get(stack.id) ?? 0;
      if (sequence > reached + 1)
        this.violations.push(
          `event ${String(sequence)} of ${stack.name} came after ${String(reached)}, without those between`,
        );
      this.reached.set(stack.id, Math.max(sequence, reached));
    }
  }
}

function viewOf(row: EventRow): OutboxEvent {
  return {
    id: String(row.event),
    sequence: row.event,
    time: new Date(row.time),
    resource: row.name,
    type: row.type,
    physicalId: row.physical,
    action: row.action as ResourceAction | StackAction,
    status: row.status as StatusWord,
    statusReason: row.reason,
    stack: {
      id: row.stack,
      name: row.stack,
      tenant: '',
      description: '',
      tags: [],
      createdAt: new Date(0),
      updatedAt: null,
    },
  };
}
