import type { EventView } from './use-cases/use-cases.js';

/** An event with what is told of its stack beside it: as the stack is when it is sent, but for its state. */
export interface OutboxEvent extends EventView {
  readonly stack: {
    readonly id: string;
    readonly name: string;
    readonly tenant: string;
    readonly description: string;
    readonly tags: readonly string[];
    readonly createdAt: Date;
    readonly updatedAt: Date | null;
  };
}

/** Where events go: a broker, a webhook. */
export interface EventSink {
  /** Its cursors are kept by this name. */
  readonly name: string;
  /** Events that are handed over at once, at most. */
  readonly batch: number;
  /**
   * Resolves once all of them are there, those of a stack in their order. Rejects otherwise, within a bounded time: all of them come
   * again then. Its message may be logged, so it holds no secret.
   */
  deliver(events: readonly OutboxEvent[], signal: AbortSignal): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** What the relay needs of the store. The events are the outbox; a cursor says up to which one a sink has those of a stack. */
export interface Outbox {
  /** Makes the sink known, or says that it is still there. A new one gets what happens from now on. */
  register(sink: string): Promise<void>;
  /** Stacks of these shards of which the sink does not have everything, those that waited longest first; `most` of them. */
  behind(sink: string, shards: readonly number[], most: number): Promise<Behind>;
  /**
   * What comes next for the sink of these stacks, in the order of each; `most` altogether. Nothing of a shard whose epoch is another
   * one (R19).
   */
  next(
    sink: string,
    stackIds: readonly string[],
    shards: readonly { readonly id: number; readonly epoch: number }[],
    most: number,
  ): Promise<readonly OutboxEvent[]>;
  /** The sink has everything up to these events. A cursor never goes back. */
  advance(
    sink: string,
    reached: readonly { readonly stack: string; readonly event: number }[],
  ): Promise<void>;
}

export interface Behind {
  readonly stackIds: readonly string[];
  /** Of all stacks, be they listed or not. */
  readonly stacks: number;
  readonly events: number;
  /** When the oldest event happened that the sink does not have, in ms since the epoch; null: it has all. */
  readonly oldestMs: number | null;
}
