import { groupBy } from '../../lib/group-by.js';
import type { EventRow } from './app/store-port.js';
import type { EventFeed } from './app/use-cases/event-feed.js';
import { eventView } from './store/events.js';

/** Only for stacks that somebody follows: most are not. */
export function publishEvents(feed: EventFeed, events: readonly EventRow[]): void {
  const followed = events.filter(({ stack }) => feed.isFollowed(stack));
  for (const [stack, list] of groupBy(followed, (event) => event.stack))
    feed.publish(stack, list.map(eventView));
}
