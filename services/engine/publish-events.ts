import type { EventRow } from './app/store-port.js';
import type { EventFeed } from './app/use-cases/event-feed.js';
import { eventView } from './store/events.js';

/** Only for stacks that somebody follows: most are not. */
export function publishEvents(feed: EventFeed, events: readonly EventRow[]): void {
  const byStack = new Map<string, EventRow[]>();
  for (const event of events) {
    if (!feed.isFollowed(event.stack)) continue;
    const list = byStack.get(event.stack);
    if (list) list.push(event);
    else byStack.set(event.stack, [event]);
  }
  for (const [stack, list] of byStack) feed.publish(stack, list.map(eventView));
}
