import type { Registry } from 'prom-client';
import type { EnginePool, EngineSession } from './grpc/engine-pool.js';
import { StatusServer } from './http-status.js';
import type { Service } from './lifecycle.js';
import type { Logger } from './log.js';

export interface PeerProcess<S extends EngineSession> {
  readonly name: string;
  readonly pool: EnginePool<S>;
  /** Addresses of the engines that are configured. */
  readonly engines: readonly string[];
  readonly monitoring: { readonly enabled: boolean; readonly host: string; readonly port: number };
  readonly registry: Registry;
  readonly log: Logger;
  /** What is left to do while the streams still stand. */
  readonly leave: () => Promise<void>;
}

export interface RunningPeer extends Service {
  /** Where health, readiness and metrics are served; empty where they are not. */
  readonly statusAddress: string;
}

/**
 * What a worker and an observer have in common as processes: their status is served, their engines are dialled, and they
 * stay until `stop`.
 */
export async function startPeer<S extends EngineSession>(peer: PeerProcess<S>): Promise<RunningPeer> {
  const { pool, monitoring, registry, log } = peer;
  const status = new StatusServer({
    listen: monitoring,
    registry,
    waitsFor: () => (pool.connected > 0 ? undefined : 'an engine'),
    log,
  });
  // A process without a stream has nothing else that keeps it from ending.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    if (monitoring.enabled) await status.start();
    pool.start(peer.engines);
  } catch (error) {
    await pool.stop();
    if (status.address !== '') await status.stop();
    clearInterval(alive);
    throw error;
  }
  return {
    name: peer.name,
    statusAddress: status.address,
    start: () => Promise.resolve(),
    stop: async () => {
      await peer.leave();
      await pool.stop();
      if (monitoring.enabled) await status.stop();
      clearInterval(alive);
    },
  };
}
