import type { EventView } from './use-cases.js';

/** `undefined`: there may be more, in the store. */
type Listener = (events: readonly EventView[] | undefined) => void;

/** Wakes those who follow a stack's events; what they missed they read from the store. */
export class EventFeed {
  /** Hears of each stack that begins to be followed. */
  onFollow: () => void = () => undefined;
  private readonly listeners = new Map<string, Set<Listener>>();

  publish(stackId: string, events: readonly EventView[]): void {
    for (const listener of this.listeners.get(stackId) ?? []) listener(events);
  }

  /** Another engine has written events of the stack, or may have. */
  nudge(stackId: string): void {
    for (const listener of this.listeners.get(stackId) ?? []) listener(undefined);
  }

  followed(): readonly string[] {
    return [...this.listeners.keys()];
  }

  isFollowed(stackId: string): boolean {
    return this.listeners.has(stackId);
  }

  subscribe(stackId: string, listener: Listener): () => void {
    let listeners = this.listeners.get(stackId);
    if (!listeners) this.listeners.set(stackId, (listeners = new Set()));
    listeners.add(listener);
    this.onFollow();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(stackId);
    };
  }
}
