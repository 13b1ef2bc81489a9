import type { Resource } from '../core/snapshot.js';
import type { Resident } from './resident.js';

/** Resources that have something to do and wait for a worker: by type, first come first served. */
export class Parked {
  private readonly byType = new Map<string, Map<Resource, Resident>>();

  park(type: string, resource: Resource, resident: Resident): void {
    let queue = this.byType.get(type);
    if (!queue) this.byType.set(type, (queue = new Map()));
    queue.set(resource, resident);
  }

  /** Takes the longest waiting of the type. */
  next(type: string): { readonly resource: Resource; readonly resident: Resident } | undefined {
    const queue = this.byType.get(type);
    const first = queue?.entries().next().value;
    if (!queue || !first) return undefined;
    queue.delete(first[0]);
    if (queue.size === 0) this.byType.delete(type);
    return { resource: first[0], resident: first[1] };
  }

  types(): Iterable<string> {
    return [...this.byType.keys()];
  }

  /** The stack is not in memory any more. */
  forget(resident: Resident): void {
    for (const [type, queue] of this.byType) {
      for (const [resource, owner] of queue) if (owner === resident) queue.delete(resource);
      if (queue.size === 0) this.byType.delete(type);
    }
  }

  get size(): number {
    let n = 0;
    for (const queue of this.byType.values()) n += queue.size;
    return n;
  }
}
