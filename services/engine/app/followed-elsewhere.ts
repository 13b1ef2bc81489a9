import type { Clock } from '../../../lib/clock.js';
import type { EventRow } from './store-port.js';
import type { EventFeed } from './use-cases/event-feed.js';

export interface FollowedElsewherePorts {
  readonly clock: Clock;
  readonly feed: EventFeed;
  readonly isOurs: (stackId: string) => boolean;
  /** Asks the engines that have the stacks to tell of their events. */
  readonly ask: (stackIds: readonly string[]) => Promise<void>;
  /** Tells the engines that asked. */
  readonly tell: (stackIds: readonly string[]) => Promise<void>;
  readonly log: { warn(details: object, message: string): void };
}

/** How often those that are followed here and live elsewhere are asked for, */
const ASK_EVERY_MS = 10_000;
/** and how long that holds. */
const HOLDS_MS = 30_000;

/**
 * A client may follow a stack at any engine. The one that has the stack tells the others only of what they ask for; the events themselves
 * they read from the store.
 */
export class FollowedElsewhere {
  private readonly until = new Map<string, number>();
  private asking = false;

  constructor(private readonly ports: FollowedElsewherePorts) {}

  /** Somebody begins to follow the stack here. */
  begins(): void {
    if (this.asking) return;
    this.asking = true;
    this.askAgain();
  }

  /** Another engine asks for these. */
  asked(stackIds: readonly string[]): void {
    const until = this.ports.clock.monotonic() + HOLDS_MS;
    for (const id of stackIds) if (this.ports.isOurs(id)) this.until.set(id, until);
  }

  /** Another engine tells of these. */
  told(stackIds: readonly string[]): void {
    for (const id of stackIds) if (!this.ports.isOurs(id)) this.ports.feed.nudge(id);
  }

  /** Events of our stacks are stored. */
  happened(events: readonly EventRow[]): void {
    if (this.until.size === 0) return;
    const now = this.ports.clock.monotonic();
    const meant = new Set<string>();
    for (const { stack } of events) {
      const until = this.until.get(stack);
      if (until === undefined) continue;
      if (until >= now) meant.add(stack);
      else this.until.delete(stack);
    }
    if (meant.size > 0) this.send(this.ports.tell([...meant]));
  }

  private askAgain(): void {
    const { feed, clock, isOurs, ask } = this.ports;
    const theirs = feed.followed().filter((id) => !isOurs(id));
    this.asking = feed.followed().length > 0;
    if (theirs.length > 0) this.send(ask(theirs));
    // What has happened before anybody was asked, and what was stored though the answer to its commit was lost.
    for (const id of feed.followed()) feed.nudge(id);
    if (this.asking)
      clock.setTimer(ASK_EVERY_MS, () => {
        this.askAgain();
      });
  }

  private send(sent: Promise<void>): void {
    sent.catch((error: unknown) => {
      this.ports.log.warn(
        { err: error },
        'other engines could not be told of events; they look by themselves',
      );
    });
  }
}
