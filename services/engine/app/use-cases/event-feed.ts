import type { EventView } from './use-cases.js';

type Listener = (events: readonly EventView[]) => void;

/** Wakes those who follow a stack's events; what they missed they read from the store. */
export class EventFeed {
  private readonly listeners = new Map<string, Set<Listener>>();

  publish(stackId: string, events: readonly EventView[]): void {
    for (const listener of this.listeners.get(stackId) ?? []) listener(events);
  }

  isFollowed(stackId: string): boolean {
    return this.listeners.has(stackId);
  }

  subscribe(stackId: string, listener: Listener): () => void {
    let listeners = this.listeners.get(stackId);
    if (!listeners) this.listeners.set(stackId, (listeners = new Set()));
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(stackId);
    };
  }
}
