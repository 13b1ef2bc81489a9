import type { EngineToObserver, ObserverToEngine } from '../protocol/observer.js';
import type { EngineToWorker, WorkerToEngine } from '../protocol/worker.js';
import { GrpcTransport, type DialOptions } from './grpc-transport.js';
import { decodeToObserver, encodeFromObserver } from './observer-codec.js';
import { observerMethod, workerMethod } from './protos.js';
import { splitFromWorker } from './split-messages.js';
import type { Transport } from './transport.js';
import { decodeToWorker, encodeFromWorker } from './worker-codec.js';

export type WorkerTransport = Transport<WorkerToEngine, EngineToWorker>;
export type ObserverTransport = Transport<ObserverToEngine, EngineToObserver>;

/** @throws IsothermError `config.invalid` when the address or a TLS file is wrong. */
export function workerTransport(options: DialOptions): WorkerTransport {
  const method = workerMethod();
  const codec = { method, encode: encodeFromWorker, decode: decodeToWorker, split: splitFromWorker };
  return new GrpcTransport(codec, options);
}

/** @throws IsothermError `config.invalid` when the address or a TLS file is wrong. */
export function observerTransport(options: DialOptions): ObserverTransport {
  const method = observerMethod();
  // Observations are numbered messages, so the observer itself keeps them small.
  const split = (message: ObserverToEngine): readonly ObserverToEngine[] => [message];
  return new GrpcTransport({ method, encode: encodeFromObserver, decode: decodeToObserver, split }, options);
}
