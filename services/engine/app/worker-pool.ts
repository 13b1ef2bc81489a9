import type { Placement } from '../core/facts/dispatched.js';
import type { WorkerLink } from './peers.js';

/** A kind of worker that is waited for. */
export interface Place {
  readonly type: string;
  /** Empty: any. */
  readonly node: string;
}

export interface Worker {
  readonly id: string;
  readonly node: string;
  readonly version: string;
  readonly link: WorkerLink;
  readonly types: ReadonlySet<string>;
  /** When it said hello, in ms since the epoch. */
  readonly sinceMs: number;
  credits: number;
  /** Runs that it has and that are not under way here: another engine's, or of stacks that were not read so far. */
  readonly strangers: Map<string, number>;
}

/** A worker for people. `free`: how many more jobs this engine may give it. `draining`: it takes nothing more. */
export interface ConnectedWorker {
  readonly id: string;
  readonly node: string;
  readonly version: string;
  readonly sinceMs: number;
  readonly free: number;
  readonly draining: boolean;
}

/** The workers that are connected, and which of them has room for what. */
export class WorkerPool {
  private readonly workers = new Map<string, Worker>();
  private drained: ReadonlySet<string> = new Set();

  /** @returns the one of that id that was there before. */
  add(worker: Worker): Worker | undefined {
    const before = this.workers.get(worker.id);
    this.workers.set(worker.id, worker);
    return before;
  }

  remove(id: string): void {
    this.workers.delete(id);
  }

  get(id: string): Worker | undefined {
    return this.workers.get(id);
  }

  of(link: WorkerLink): Worker | undefined {
    for (const worker of this.workers.values()) if (worker.link === link) return worker;
    return undefined;
  }

  all(): Iterable<Worker> {
    return this.workers.values();
  }

  /** Those, and no others, take nothing more, connected or not. */
  drain(ids: ReadonlySet<string>): void {
    this.drained = ids;
  }

  /**
   * A worker for a job of the type: `none` when no worker offers it (there), `busy` when none has a credit left.
   * @param node empty: any.
   */
  place(place: Place): Placement | 'none' | 'busy' {
    let best: Worker | undefined;
    let offered = false;
    for (const worker of this.offering(place)) {
      offered = true;
      if (this.roomOf(worker) > (best?.credits ?? 0)) best = worker;
    }
    if (best) return { worker: best.id, node: best.node };
    return offered ? 'busy' : 'none';
  }

  /** How many more jobs could be placed there now. */
  freeFor(place: Place): number {
    let free = 0;
    for (const worker of this.offering(place)) free += this.roomOf(worker);
    return free;
  }

  list(): readonly ConnectedWorker[] {
    return Array.from(this.workers.values(), (worker) => {
      const { id, node, version, sinceMs, credits } = worker;
      const draining = credits === Number.NEGATIVE_INFINITY || this.drained.has(id);
      return { id, node, version, sinceMs, free: this.roomOf(worker), draining };
    });
  }

  private *offering({ type, node }: Place): Iterable<Worker> {
    for (const worker of this.workers.values())
      if (worker.types.has(type) && (node === '' || worker.node === node)) yield worker;
  }

  private roomOf({ id, credits }: Worker): number {
    return this.drained.has(id) ? 0 : Math.max(0, credits);
  }
}
