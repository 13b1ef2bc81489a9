import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../lib/clock.js';
import { workerTransport, type WorkerTransport } from '../../lib/grpc/dial.js';
import type { DialOptions } from '../../lib/grpc/grpc-transport.js';
import type { EngineToWorker, WorkerToEngine } from '../../lib/protocol/worker.js';
import { silentLogger } from '../../lib/log.js';
import {
  grpcServer,
  type GrpcServer,
  type GrpcServerOptions,
} from '../../services/engine/edge/grpc/server.js';
import type { Link, Peers } from '../../services/engine/app/peers.js';

/** The engine's side of streams: keeps what came and who is connected. */
export class RecordingPeers<In, Out> implements Peers<In, Out> {
  readonly links: Link<Out>[] = [];
  readonly messages: In[] = [];
  closedCount = 0;
  onMessage: (link: Link<Out>, message: In) => void = () => undefined;

  received(link: Link<Out>, message: In): void {
    if (!this.links.includes(link)) this.links.push(link);
    this.messages.push(message);
    this.onMessage(link, message);
  }

  closed(link: Link<Out>): void {
    this.closedCount += 1;
    const at = this.links.indexOf(link);
    if (at >= 0) this.links.splice(at, 1);
  }
}

/** A worker's side of a stream: keeps what came. */
export class RecordingListener<In> {
  opens = 0;
  closes: string[] = [];
  readonly messages: In[] = [];
  onOpened: () => void = () => undefined;

  opened(): void {
    this.opens += 1;
    this.onOpened();
  }

  received(message: In): void {
    this.messages.push(message);
  }

  closed(reason: string): void {
    this.closes.push(reason);
  }
}

/** Waits until the condition holds. */
export async function until(condition: () => boolean, what: string, deadlineMs = 5_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited ${String(deadlineMs)} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export interface Wire {
  readonly directory: string;
  readonly workers: RecordingPeers<WorkerToEngine, EngineToWorker>;
  server(options?: Partial<GrpcServerOptions>): Promise<GrpcServer>;
  dial(options?: Partial<DialOptions>): WorkerTransport;
  close(): Promise<void>;
}

/** Servers and transports on a socket in a directory of their own, all stopped by `close`. */
export function wire(): Wire {
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-grpc-'));
  const address = `unix:${join(directory, 'engine.sock')}`;
  const stops: (() => Promise<void>)[] = [];
  const workers = new RecordingPeers<WorkerToEngine, EngineToWorker>();
  return {
    directory,
    workers,
    async server(options) {
      const server = grpcServer({
        listen: address,
        workers,
        observers: new RecordingPeers(),
        log: silentLogger,
        ...options,
      });
      await server.start();
      stops.push(() => server.stop());
      return server;
    },
    dial(options) {
      const backoff = { firstMs: 5, longestMs: 20 };
      const transport = workerTransport({
        address,
        backoff,
        clock: systemClock,
        random: () => 0.5,
        ...options,
      });
      stops.push(() => transport.stop());
      return transport;
    },
    async close() {
      for (const stop of stops.reverse()) await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
