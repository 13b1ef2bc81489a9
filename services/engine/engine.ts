import type { DataSource } from 'typeorm';
import { systemClock } from '../../lib/clock.js';
import type { Logger } from '../../lib/log.js';
import type { Sealer } from '../../lib/secrets.js';
import { readKeys } from '../../lib/secrets/read-keys.js';
import type { Tracer } from '../../lib/tracing/tracer.js';
import { Dispatcher, type Flight } from './app/dispatch.js';
import { EventFeed } from './app/use-cases/event-feed.js';
import { ObserverIntake, type IntakePorts } from './app/intake.js';
import { WorkerIntake } from './app/worker-intake.js';
import { redactorFor } from './app/hide-secrets.js';
import { jobTarget } from './app/job-id.js';
import { JobSpans } from './app/job-spans.js';
import { Keeper } from './app/keeper.js';
import { LogWriter } from './app/log-writer.js';
import { ConvergenceLoop } from './app/loop.js';
import { Notices } from './app/notices.js';
import type { ObserverPeers, WorkerPeers } from './app/peers.js';
import { FollowedElsewhere } from './app/followed-elsewhere.js';
import { Purger } from './app/purger.js';
import { pushAgain } from './app/push-again.js';
import type { RevokedTokens } from './app/revoked-tokens.js';
import { Records } from './app/records/records.js';
import { SoftwareConfigRecords } from './app/records/software-config-records.js';
import { SilentNodes } from './app/silent-nodes.js';
import { watchStalls } from './app/stall-watch.js';
import { TypeRegistry } from './app/type-registry.js';
import type { UseCases } from './app/use-cases/use-cases.js';
import { Watches } from './app/watches.js';
import { WorkerOutbox } from './app/worker-outbox.js';
import { CustomConstraints } from './app/custom-constraints.js';
import { buildProviderLimits } from './build-provider-limits.js';
import { buildUseCases } from './build-use-cases.js';
import { engineIdOf, type EngineConfig } from './config.js';
import { limitsOf } from './config/limits.js';
import { EventOutlets } from './event-outlets.js';
import { buildFleet, type Fleet } from './fleet.js';
import { openGlobalEnvironment } from './global-environment.js';
import { EngineMetrics } from './metrics.js';
import { publishEvents } from './publish-events.js';
import { quietCollector } from './quiet-collector.js';
import { rulesOf } from './rules.js';
import { claimThings, findClaims } from './store/claims.js';
import { digestKey } from './store/keys/digest-key.js';
import { existingStacks } from './store/existing-stacks.js';
import { listStackIds } from './store/load-stacks.js';
import { saveLogLines } from './store/log-lines.js';
import { notifyEvents, notifyFollowed, notifyRevision, WakeUps } from './store/wake-ups.js';
import { loadResourceTypes, saveResourceTypes } from './store/resource-types.js';
import { softwareRecordStore } from './store/software-store.js';
import { purgeStore } from './store/purge/purge-store.js';
import { PostgresTurnStore } from './store/turn-store.js';

/** Everything of an engine but its edges, wired. */
export interface Engine {
  readonly useCases: UseCases;
  readonly workers: WorkerPeers;
  readonly observers: ObserverPeers;
  readonly metrics: EngineMetrics;
  readonly revokedTokens: RevokedTokens;
  readonly seal: Sealer;
  /** Who is connected now. */
  readonly workersConnected: () => number;
  start(): Promise<void>;
  /** Nothing more is done here: other engines go on with the stacks. What workers say is sent on to those. */
  handOver(): Promise<void>;
  stop(): Promise<void>;
}

/** How often unseen goals are looked for, should a notification have been lost. */
const SWEEP_MS = 5_000;

export function buildEngine(
  config: EngineConfig,
  database: DataSource,
  log: Logger,
  /** Where workers and observers reach this engine, from `start` on; empty: nobody from elsewhere does. */
  address: () => string = () => '',
  tracer?: Tracer,
): Engine {
  const clock = systemClock;
  const engineId = engineIdOf(config);
  const seal = readKeys({ ...config.secrets, keyFile: config.keyFile }, process.env);
  const types = new TypeRegistry((offered) => saveResourceTypes(database, offered));
  const rules = rulesOf(config, types, (text) => seal.digest(text));
  const store = new PostgresTurnStore(database, seal);
  const feed = new EventFeed();
  const outbox = new WorkerOutbox();
  const jobSpans = tracer && new JobSpans(tracer);
  const identity = { engineId, get engines() { return shards.addresses(); } }; // prettier-ignore
  const watches = new Watches(identity);
  const ofJob = (kind: 'lost' | 'overdue', what: string) => {
    return ({ jobId, fence, worker }: Flight) => {
      log.warn({ job: jobId, worker }, what);
      const target = jobTarget(jobId);
      if (target) loop.tell(target.stackId, { kind, ordinal: target.ordinal, fence });
    };
  };
  const providerLimits = buildProviderLimits({
    config, engineId, clock, log, types, shards: () => shards, wake: () => { loop.wake(); },
  }); // prettier-ignore
  const dispatcher: Dispatcher = new Dispatcher({
    clock,
    limits: providerLimits,
    leaseMs: config.jobs.leaseMs,
    identity,
    lost: ofJob('lost', 'a job was lost with its worker'),
    overdue: ofJob('overdue', 'a job takes longer than it may'),
    unpushed: ({ jobId }) => {
      pushAgain(loop, { dispatcher, outbox, jobSpans, mayPush: () => shards.mayPush() }, jobId);
    },
    isOurs: (stackId) => isOurs(stackId),
  });
  const fleet: Fleet = buildFleet({
    engineId, database, clock, log, dispatcher, watches, address,
    shardLeaseMs: config.shardLeaseMs,
    loop: () => loop,
    valueTypes: () => types.valueTypes(),
    taken: async (taken) => {
      await keeper.load(await listStackIds(database, taken));
      await keeper.sweep();
      outlets.look();
    },
  }); // prettier-ignore
  const { shards, orders } = fleet;
  const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
  const loop: ConvergenceLoop = new ConvergenceLoop(
    {
      store, clock, rules, seal, dispatcher, limits: providerLimits, outbox, jobSpans, watches, breathe,
      random: Math.random,
      shardEpoch: (shard) => shards.epochOf(shard),
      mayPush: () => shards.mayPush(),
      committed: (events) => {
        metrics.events(events);
        publishEvents(feed, events);
        elsewhere.happened(events);
        outlets.happened(events);
      },
      dropped: (resident, why, error) => {
        metrics.forget(resident.id);
        keeper.dropped(resident, why, error);
      },
      goBack: (resident) => {
        keeper.goBack(resident);
      },
      measured: (turn) => {
        metrics.turn(turn);
        quiet.worked();
      },
    }, // prettier-ignore
    { rowsPerTurn: config.loop.rowsPerTurn, turnMs: config.loop.turnMs },
  );
  const quiet = quietCollector(clock);
  const keeper: Keeper = new Keeper({
    store,
    loop,
    rules,
    seal,
    clock,
    epochOf: (shard) => shards.epochOf(shard),
    breathe,
    shards: () => shards.ids(),
    isHeld: (shard) => shards.isHeld(shard),
    log,
  });
  const notices = new Notices({
    loop, watches, clock, log,
    findClaims: (keys) => findClaims(database, keys),
    load: (ids) => keeper.load(ids),
    shardEpoch: (shard) => shards.epochOf(shard),
  }); // prettier-ignore
  const silentNodes = new SilentNodes({ loop, watches, clock, silentAfterMs: config.jobs.leaseMs });
  const metrics: EngineMetrics = new EngineMetrics(loop, dispatcher, watches, notices, providerLimits);
  const outlets = new EventOutlets(config, database, seal, shards, clock, metrics.outlets, log);
  const purger = new Purger(
    { store: purgeStore(database, seal), clock, log, purged: (what, rows) => { metrics.purged.inc({ what }, rows); } },
    { ...config.retention, ownEventsMs: config.events.own.giveUpMs },
  ); // prettier-ignore
  const logWriter = new LogWriter({
    save: (lines) => saveLogLines(database, lines),
    redactorOf: ({ stackId, ordinal }) => {
      const resident = loop.resident(stackId);
      return resident && redactorFor(resident, ordinal);
    },
    clock,
    log,
  });
  const constraints = new CustomConstraints(clock, config.constraints);
  const records = new Records(
    { software_config: new SoftwareConfigRecords({ store: softwareRecordStore(database), seal, limits: limitsOf(config.limits) }) },
    log,
  ); // prettier-ignore
  const intake: IntakePorts = {
    loop, constraints, records, dispatcher, outbox, watches, notices, types, log,
    claim: (claims) => claimThings(database, claims),
    existing: (stackIds) => existingStacks(database, stackIds),
    logLines: (lines) => {
      logWriter.take(lines);
    },
  }; // prettier-ignore
  const wake = () => {
    sweepSoon();
    notifyRevision(database).catch((error: unknown) => {
      log.warn({ err: error }, 'other engines could not be woken; they look by themselves');
    });
  };
  const sweepSoon = () => {
    keeper.sweep().catch((error: unknown) => {
      log.warn({ err: error }, 'new goals could not be read; trying again');
    });
  };
  const isOurs = (stackId: string) => loop.resident(stackId) !== undefined;
  const elsewhere: FollowedElsewhere = new FollowedElsewhere({
    clock, feed, isOurs, log,
    ask: (ids) => notifyFollowed(database, ids),
    tell: (ids) => notifyEvents(database, ids),
  }); // prettier-ignore
  feed.onFollow = () => {
    elsewhere.begins();
  };
  const wakeUps = new WakeUps(
    database,
    {
      revision: sweepSoon,
      fleet: () => { orders.refreshSoon(); },
      followed: (ids) => {
        elsewhere.asked(ids);
      },
      events: (ids) => {
        elsewhere.told(ids);
      },
    },
    log,
  ); // prettier-ignore
  const { useCases, close } = buildUseCases({
    config, database, store, clock, breathe, rules, seal, types, feed, loop, dispatcher, providerLimits, silentNodes, fleet, wake, tracer, constraints,
    globalEnvironment: openGlobalEnvironment(config.environment.directory, limitsOf(config.limits)),
    flushLogs: () => logWriter.flush(),
  }); // prettier-ignore
  let timers: (() => void)[] = [];

  return {
    useCases,
    metrics,
    revokedTokens: fleet.revokedTokens,
    seal,
    workers: new WorkerIntake(intake),
    observers: new ObserverIntake(intake),
    workersConnected: () => dispatcher.list().length,
    async start() {
      seal.digestWith(await digestKey(database, seal));
      types.load(await loadResourceTypes(database));
      await orders.refresh();
      await shards.start();
      quiet.collect();
      await wakeUps.start();
      outlets.start();
      purger.start();
      const sweep = setInterval(() => {
        sweepSoon();
        orders.refreshSoon();
      }, SWEEP_MS);
      const stalls = watchStalls({
        loop,
        clock,
        stalledAfterMs: config.stalledAfterMs,
        limited: (type, project) => providerLimits.why(type, project),
        stalled: ({ id, name }, reasons) => {
          metrics.stalled();
          loop.tell(id, { kind: 'stalled', reasons });
          log.warn({ stack: id, name, waitsFor: reasons }, 'a stack makes no progress');
        },
      });
      timers = [() => { clearInterval(sweep); }, stalls, silentNodes.start()]; // prettier-ignore
    },
    async handOver() {
      for (const cancel of timers.splice(0)) cancel();
      await wakeUps.stop();
      await orders.stop();
      keeper.stop();
      await purger.stop();
      await loop.stop();
      quiet.stop();
      await outlets.stop();
      await shards.handOver();
    },
    async stop() {
      await this.handOver();
      await logWriter.flush();
      await shards.stop();
      await close();
      await store.close();
    },
  };
}
