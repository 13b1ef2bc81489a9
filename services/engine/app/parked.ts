import type { Resource } from '../core/snapshot.js';
import type { Dispatcher } from './dispatch.js';
import type { Gate } from './provider-limits/gate.js';
import type { ProviderLimits, Scope } from './provider-limits/provider-limits.js';
import type { Resident } from './resident.js';
import { WaitingLines, type Waiting } from './waiting-lines.js';
import type { Place } from './worker-pool.js';

/** Resources that have something to do and wait for a worker, by type and node, or until their provider has room, by project. */
export class Parked {
  private readonly forWorkers = new WaitingLines<Place>(({ type, node }) => `${type} ${node}`);
  private readonly forProviders = new WaitingLines<Scope>((scope) => scope);

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly limits: ProviderLimits,
  ) {}

  /** Until a worker is there and has a free slot. */
  forWorker(place: Place, resource: Resource, resident: Resident): void {
    this.forWorkers.add(place, resource, resident);
  }

  forProvider(scope: Scope, resource: Resource, resident: Resident): void {
    this.forProviders.add(scope, resource, resident);
  }

  /** True when some of what waits could go now. What waits for a time is woken by then. */
  mayGo(): boolean {
    for (const { type, node } of this.forWorkers.keys())
      if (typeof this.dispatcher.place(type, node) !== 'string') return true;
    let may = false;
    for (const scope of this.forProviders.keys()) {
      if (this.limits.room(scope) > 0) may = true;
      else this.limits.refused(scope);
    }
    return may;
  }

  /** Takes as many as there is room for; should they find none after all, they wait on. */
  *taken(): Iterable<Waiting> {
    for (const place of this.forWorkers.keys()) {
      for (let free = this.dispatcher.freeFor(place); free > 0; free -= 1) {
        const next = this.forWorkers.take(place);
        if (!next) break;
        yield next;
      }
    }
    yield* this.takenForProviders();
  }

  /** One of each project in turn, so that none of them has what the provider bears for itself. */
  private *takenForProviders(): Iterable<Waiting> {
    const going = new Map<Gate, number>();
    const hasRoom = ({ gates }: Scope) =>
      gates.every((gate) => this.limits.roomOf(gate) > (going.get(gate) ?? 0));
    for (let scopes = this.forProviders.keys(); scopes.length > 0;) {
      const served: Scope[] = [];
      for (const scope of scopes) {
        const next = hasRoom(scope) ? this.forProviders.take(scope) : undefined;
        if (!next) continue;
        for (const gate of scope.gates) going.set(gate, (going.get(gate) ?? 0) + 1);
        served.push(scope);
        yield next;
      }
      scopes = served;
    }
  }

  /** The stack is not in memory any more. */
  forget(resident: Resident): void {
    this.forWorkers.forget(resident);
    this.forProviders.forget(resident);
  }

  get size(): number {
    return this.forWorkers.size + this.forProviders.size;
  }
}
