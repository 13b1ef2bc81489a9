/**
 * How many handlers run at once, over the sessions with all engines, and never two for the same instance:
 * the older run ends before the newer one starts.
 */
export class Slots {
  private free: number;
  private readonly busy = new Set<string>();
  private readonly queue = new Map<symbol, { readonly key: string; readonly start: () => void }>();

  constructor(readonly total: number) {
    this.free = total;
  }

  /**
   * Calls `start` as soon as there is a slot and no other run of `key`, perhaps at once. The answer withdraws the
   * request; once it was started, the slot is to be given back with `leave`.
   */
  enter(key: string, start: () => void): () => void {
    if (this.free > 0 && !this.busy.has(key)) {
      this.begin(key, start);
      return () => undefined;
    }
    const ticket = Symbol(key);
    this.queue.set(ticket, { key, start });
    return () => {
      this.queue.delete(ticket);
    };
  }

  leave(key: string): void {
    this.busy.delete(key);
    this.free += 1;
    for (const [ticket, waiting] of this.queue) {
      if (this.free === 0) return;
      if (this.busy.has(waiting.key)) continue;
      this.queue.delete(ticket);
      this.begin(waiting.key, waiting.start);
    }
  }

  get running(): number {
    return this.total - this.free;
  }

  get waiting(): number {
    return this.queue.size;
  }

  private begin(key: string, start: () => void): void {
    this.free -= 1;
    this.busy.add(key);
    start();
  }
}
