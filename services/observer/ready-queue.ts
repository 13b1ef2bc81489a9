import { Fifo } from './fifo.js';
import type { Watch } from './watch.js';

/** How many things one list call asks for at most. */
const BATCH = 500;

/** Watches that are due and wait for their turn: awaited things go first, and list calls take all of a type. */
export class ReadyQueue {
  private readonly awaited = new Fifo<Watch>();
  private readonly settled = new Fifo<Watch>();
  private readonly batches = new Map<string, Watch[]>();
  private batched = 0;

  /** @param listed The type has a list call. */
  push(watch: Watch, listed: boolean): void {
    if (!listed) {
      (watch.message.awaited ? this.awaited : this.settled).push(watch);
      return;
    }
    const { type } = watch.message;
    const batch = this.batches.get(type);
    if (batch) batch.push(watch);
    else this.batches.set(type, [watch]);
    this.batched += 1;
  }

  /** The next to look at together. Undefined: nothing is due. */
  shift(): readonly Watch[] | undefined {
    const first = this.awaited.shift();
    if (first) return [first];
    for (const [type, batch] of this.batches) {
      const taken = batch.splice(0, BATCH);
      // Back to the end, so that a large type does not keep out the others.
      this.batches.delete(type);
      if (batch.length > 0) this.batches.set(type, batch);
      this.batched -= taken.length;
      return taken;
    }
    const next = this.settled.shift();
    return next && [next];
  }

  get size(): number {
    return this.awaited.size + this.settled.size + this.batched;
  }
}
