import type { Resource } from '../core/snapshot.js';
import type { Dispatcher } from './dispatch.js';
import type { Resident } from './resident.js';
import type { Place } from './worker-pool.js';

export interface Parking {
  readonly resource: Resource;
  readonly resident: Resident;
}

interface Queue {
  readonly place: Place;
  readonly waiting: Map<Resource, Resident>;
}

/** Resources that have something to do and wait for a worker: by type and node, first come first served. */
export class Parked {
  private readonly queues = new Map<string, Queue>();

  park(place: Place, resource: Resource, resident: Resident): void {
    const key = `${place.type} ${place.node}`;
    let queue = this.queues.get(key);
    if (!queue) this.queues.set(key, (queue = { place, waiting: new Map<Resource, Resident>() }));
    queue.waiting.set(resource, resident);
  }

  /** Takes the longest waiting for the place. */
  next({ type, node }: Place): Parking | undefined {
    const key = `${type} ${node}`;
    const queue = this.queues.get(key);
    const first = queue?.waiting.entries().next().value;
    if (!queue || !first) return undefined;
    queue.waiting.delete(first[0]);
    if (queue.waiting.size === 0) this.queues.delete(key);
    return { resource: first[0], resident: first[1] };
  }

  places(): Place[] {
    return Array.from(this.queues.values(), ({ place }) => place);
  }

  /** The stack is not in memory any more. */
  forget(resident: Resident): void {
    for (const [key, { waiting }] of this.queues) {
      for (const [resource, owner] of waiting) if (owner === resident) waiting.delete(resource);
      if (waiting.size === 0) this.queues.delete(key);
    }
  }

  get size(): number {
    let n = 0;
    for (const { waiting } of this.queues.values()) n += waiting.size;
    return n;
  }
}

/** True when some of what waits could be placed now. */
export function mayUnpark(parked: Parked, dispatcher: Dispatcher): boolean {
  for (const { type, node } of parked.places())
    if (typeof dispatcher.place(type, node) !== 'string') return true;
  return false;
}

/** As many as there are credits; should they find none after all, they wait on. */
export function* unparked(parked: Parked, dispatcher: Dispatcher): Iterable<Parking> {
  for (const place of parked.places()) {
    for (let free = dispatcher.freeFor(place); free > 0; free -= 1) {
      const next = parked.next(place);
      if (!next) break;
      yield next;
    }
  }
}
