import type { EventFeed } from './event-feed.js';
import type { EventView } from './use-cases.js';

const PAGE = 500;

/**
 * Events after a number, then live ones in the order of their numbers, none twice and none left out, until aborted. The
 * feed only wakes: should a follower fall behind, it reads from the store.
 */
export async function* followEvents(
  feed: EventFeed,
  load: (after: number, limit: number) => Promise<EventView[]>,
  stackId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<EventView> {
  let last = after;
  let live: EventView[] = [];
  let missed = true;
  let wake: () => void = () => undefined;
  const unsubscribe = feed.subscribe(stackId, (events) => {
    if (!events || live.length + events.length > PAGE) {
      live = [];
      missed = true;
    } else live.push(...events);
    wake();
  });
  const aborted = () => {
    wake();
  };
  signal.addEventListener('abort', aborted);
  try {
    while (!signal.aborted) {
      if (missed) {
        missed = false;
        const page = await load(last, PAGE);
        for (const event of page) {
          last = event.sequence;
          yield event;
        }
        if (page.length === PAGE) missed = true;
        continue;
      }
      const batch = live;
      live = [];
      for (const event of batch) {
        if (event.sequence <= last) continue;
        if (event.sequence > last + 1) {
          missed = true;
          break;
        }
        last = event.sequence;
        yield event;
      }
      // Nothing may slip in between the look and the wait: both are in one breath.
      if (!missed && live.length === 0 && !isAborted(signal))
        await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', aborted);
  }
}

/** A function, since the signal changes while we wait. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
