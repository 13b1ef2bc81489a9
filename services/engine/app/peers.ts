import type { EngineToObserver, ObserverToEngine } from '../../../lib/protocol/observer.js';
import type { EngineToWorker, WorkerToEngine } from '../../../lib/protocol/worker.js';

/**
 * A stream to a worker or an observer, as the app sees it. The edge (or the simulator) makes one for each
 * stream, calls `received` for each message in order, and `closed` once. `send` never blocks: credits bound
 * what is under way.
 */
export interface Link<Out> {
  send(message: Out): void;
  /** Ends the stream; `closed` follows. */
  close(): void;
}

export interface Peers<In, Out> {
  received(link: Link<Out>, message: In): void;
  closed(link: Link<Out>): void;
}

export type WorkerLink = Link<EngineToWorker>;
export type ObserverLink = Link<EngineToObserver>;
export type WorkerPeers = Peers<WorkerToEngine, EngineToWorker>;
export type ObserverPeers = Peers<ObserverToEngine, EngineToObserver>;
