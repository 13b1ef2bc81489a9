import type { Behind, OutboxEvent } from './event-sink.js';
import type { HeldShard } from './shard-keeper.js';

/** What the relay of the stacks' own sinks needs of the store. Only stacks that have sinks are in it, and of each one cursor. */
export interface OwnOutbox {
  /** Stacks of these shards whose sinks do not have everything, those that waited longest first; `most` of them. */
  behind(shards: readonly number[], most: number): Promise<Behind>;
  /** Those of the stacks that have sinks, and events that these do not have. Nothing of a shard whose epoch is another one (R19). */
  owing(stackIds: readonly string[], shards: readonly HeldShard[]): Promise<readonly Owing[]>;
  /** Undefined: the stack is not ours, or gone. */
  page(stackId: string, wanted: WantedPage, shards: readonly HeldShard[]): Promise<EventPage | undefined>;
  /** The sinks of these stacks have everything up to these events. A cursor never goes back. */
  advance(reached: readonly { readonly stack: string; readonly event: number }[]): Promise<void>;
}

export interface Owing {
  readonly stackId: string;
  /** Whose environment names the sinks. */
  readonly revision: number;
  /** The list of sinks as JSON, as it was stored: sealed. */
  readonly sinks: string;
  /** Up to here all of them have the events, */
  readonly reached: number;
  /** and this is the newest one. */
  readonly newest: number;
}

export interface WantedPage {
  readonly after: number;
  /** Nothing older, in ms since the epoch. */
  readonly sinceMs: number;
  readonly most: number;
}

export interface EventPage {
  /** Whose environment names the stack's sinks by now; null: it has none any more. */
  readonly revision: number | null;
  /** Nothing up to here: the sinks have it, or the stack had none when it happened. */
  readonly reached: number;
  readonly newest: number;
  /** In their order; fewer than were wanted: these are all up to the newest. */
  readonly events: readonly OutboxEvent[];
}
