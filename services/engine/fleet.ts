import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/log.js';
import { version } from '../../lib/version.js';
import type { Dispatcher } from './app/dispatch.js';
import { FleetOrders } from './app/fleet-orders.js';
import { GoneThings } from './app/gone-things.js';
import { RevokedTokens } from './app/revoked-tokens.js';
import { engineState } from './app/engine-state.js';
import type { ConvergenceLoop } from './app/loop.js';
import { ShardKeeper } from './app/shard-keeper.js';
import { EngineNodes } from './app/use-cases/engine-nodes.js';
import { EngineServices } from './app/use-cases/engine-services.js';
import type { Watches } from './app/watches.js';
import { drainedWorkers, drainWorker, undrainWorker } from './store/drained-workers.js';
import {
  countThings,
  declareGone,
  listThings,
  loadGoneThings,
  markLeftOvers,
  toldOfGone,
} from './store/gone-things.js';
import { listEngines } from './store/list-engines.js';
import { loadRevokedTokens, saveRevokedToken } from './store/revoked-tokens.js';
import { ALL_SHARDS, ShardTable } from './store/shards.js';
import { asked } from './store/unavailable.js';

export interface FleetParts {
  readonly engineId: string;
  readonly database: DataSource;
  readonly clock: Clock;
  readonly log: Logger;
  readonly shardLeaseMs: number;
  readonly dispatcher: Dispatcher;
  readonly watches: Watches;
  /** Where workers and observers reach this engine. */
  readonly address: () => string;
  readonly loop: () => ConvergenceLoop;
  /** Types whose things are values that live in the engine. */
  readonly valueTypes: () => readonly string[];
  /** As of `ShardKeeperPorts`. */
  readonly taken: (shards: readonly number[]) => Promise<void>;
}

/** An engine among others, wired: what it holds, and what it can tell of all. */
export interface Fleet {
  readonly shards: ShardKeeper;
  readonly services: EngineServices;
  readonly nodes: EngineNodes;
  readonly orders: FleetOrders;
  readonly revokedTokens: RevokedTokens;
}

export function buildFleet(parts: FleetParts): Fleet {
  const { engineId, database, clock, log, dispatcher, watches, address, loop } = parts;
  const about = { hostname: hostname(), leaseMs: parts.shardLeaseMs };
  const state = () => engineState({ loop: loop(), dispatcher, watches }, about);
  const shards: ShardKeeper = new ShardKeeper(
    {
      leases: new ShardTable(
        database,
        { id: engineId, version, get address() { return address(); }, state },
        () => { shards.changed(); },
      ),
      clock,
      log,
      taken: parts.taken,
      left: (leaving) => loop().release(({ row }) => leaving.has(row.shard)),
      enginesChanged: () => {
        dispatcher.enginesChanged();
        watches.enginesChanged();
      },
    },
    { leaseMs: parts.shardLeaseMs, shards: ALL_SHARDS },
  ); // prettier-ignore
  const gone = new GoneThings({
    loop,
    load: (held, nodes) => loadGoneThings(database, held, nodes),
    mark: (things) => markLeftOvers(database, things),
    told: (things) => toldOfGone(database, things),
    shards: () => shards.ids(),
    nodes: () => dispatcher.list().map(({ node }) => node),
    log,
  });
  const revokedTokens = new RevokedTokens({
    save: (token) => asked(saveRevokedToken(database, token)),
    load: () => loadRevokedTokens(database),
    clock,
  });
  const orders = new FleetOrders({
    gone: () => gone.refresh(),
    revoked: () => revokedTokens.refresh(),
    drainedWorkers: () => drainedWorkers(database),
    drain: (workers) => {
      dispatcher.drain(workers);
      loop().wake();
    },
    log,
  });
  const services = new EngineServices({
    engineId,
    state,
    listEngines: () => asked(listEngines(database)),
    workers: () => dispatcher.list(),
    observers: () => watches.list(),
    now: () => clock.now(),
    drainedWorkers: () => asked(drainedWorkers(database)),
    setDrained: (id, on) => asked((on ? drainWorker : undrainWorker)(database, id)),
    refresh: () => asked(orders.refresh()),
  });
  const nodes = new EngineNodes({
    countThings: () => asked(countThings(database, parts.valueTypes())),
    listThings: (node) => asked(listThings(database, node, parts.valueTypes())),
    declareGone: (node) => asked(declareGone(database, node)),
    workers: () => dispatcher.list(),
    observers: () => watches.list(),
    refresh: () => asked(orders.refresh()),
  });
  return { shards, services, nodes, orders, revokedTokens };
}
