import type { EventQuery, EventView } from '../../services/engine/app/use-cases/use-cases.js';
import type { MemoryStack } from './memory-stack.js';

export function matchingEvents(stack: MemoryStack, query: EventQuery): EventView[] {
  let found = stack.events.filter(
    (event) =>
      (!query.resources || query.resources.includes(event.resource)) &&
      (!query.statuses || query.statuses.includes(event.status)) &&
      (!query.actions || query.actions.includes(event.action)) &&
      (!query.types || query.types.includes(event.type)),
  );
  if (query.sortDir !== 'asc') found.reverse();
  found = found.slice(found.findIndex(({ id }) => id === query.marker) + 1);
  return query.limit === undefined ? found : found.slice(0, query.limit);
}

export async function* followEvents(
  stack: MemoryStack,
  after: number,
  signal: AbortSignal,
): AsyncIterable<EventView> {
  let at = after;
  while (!signal.aborted) {
    const next = stack.events[at];
    if (next) {
      at = next.sequence;
      yield next;
      continue;
    }
    await new Promise<void>((resolve) => {
      const wake = () => {
        stack.followers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      stack.followers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
