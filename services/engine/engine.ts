import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import { systemClock } from '../../lib/clock.js';
import { TemplateCompiler } from '../../lib/hot/compile-thread.js';
import type { JsonObject } from '../../lib/json.js';
import type { Logger } from '../../lib/log.js';
import { openKeyFile } from '../../lib/secrets.js';
import { Dispatcher } from './app/dispatch.js';
import { EngineUseCases } from './app/use-cases/engine-use-cases.js';
import { EventFeed } from './app/use-cases/event-feed.js';
import { ObserverIntake, WorkerIntake, type IntakePorts } from './app/intake.js';
import { redactorFor } from './app/hide-secrets.js';
import { jobTarget } from './app/job-id.js';
import { Keeper } from './app/keeper.js';
import { LogWriter } from './app/log-writer.js';
import { ConvergenceLoop } from './app/loop.js';
import type { ObserverPeers, WorkerPeers } from './app/peers.js';
import { ShardKeeper } from './app/shard-keeper.js';
import { watchStalls } from './app/stall-watch.js';
import type { EventRow } from './app/store-port.js';
import { TypeRegistry } from './app/type-registry.js';
import type { CompileRequest } from './app/use-cases/compiled-goal.js';
import { EnginePlans } from './app/use-cases/engine-plans.js';
import type { UseCases } from './app/use-cases/use-cases.js';
import { Watches } from './app/watches.js';
import { WorkerOutbox } from './app/worker-outbox.js';
import { limitsOf, type EngineConfig } from './config.js';
import type { Rules } from './core/snapshot.js';
import { EngineMetrics } from './metrics.js';
import { claimThings } from './store/claims.js';
import { eventView } from './store/events.js';
import { listStackIds } from './store/load-stacks.js';
import { saveLogLines } from './store/log-lines.js';
import { RevisionListener, notifyRevision } from './store/revision-listener.js';
import { loadResourceTypes, saveResourceTypes } from './store/resource-types.js';
import { shardOf, ShardTable } from './store/shards.js';
import { PostgresTurnStore } from './store/turn-store.js';
import { asked } from './store/unavailable.js';
import { useCaseStore } from './store/use-case-store.js';

/** Everything of an engine but its edges, wired. */
export interface Engine {
  readonly useCases: UseCases;
  readonly workers: WorkerPeers;
  readonly observers: ObserverPeers;
  readonly metrics: EngineMetrics;
  /** Who is connected now. */
  readonly workersConnected: () => number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** How often unseen goals are looked for, should a notification have been lost. */
const SWEEP_MS = 5_000;

export function buildEngine(
  config: EngineConfig,
  database: DataSource,
  engines: readonly string[],
  log: Logger,
): Engine {
  const clock = systemClock;
  const engineId = config.id ?? `${hostname()}-${String(process.pid)}`;
  const seal = openKeyFile(config.keyFile, { createIfMissing: true });
  const types = new TypeRegistry((offered) => saveResourceTypes(database, offered));
  const rules = rulesOf(config, types, (text) => seal.digest(text));
  const store = new PostgresTurnStore(database, seal);
  const feed = new EventFeed();
  const outbox = new WorkerOutbox();
  const watches = new Watches({ engineId, engines });
  const dispatcher = new Dispatcher(
    clock,
    config.jobs.leaseMs,
    { engineId, engines },
    ({ jobId, fence, worker }) => {
      log.warn({ job: jobId, worker }, 'a job was lost with its worker');
      const target = jobTarget(jobId);
      if (target) loop.tell(target.stackId, { kind: 'lost', ordinal: target.ordinal, fence });
    },
    ({ jobId, fence, worker }) => {
      log.warn({ job: jobId, worker }, 'a job takes longer than it may');
      const target = jobTarget(jobId);
      if (target) loop.tell(target.stackId, { kind: 'overdue', ordinal: target.ordinal, fence });
    },
  );
  const shards = new ShardKeeper(
    new ShardTable(database, engineId),
    clock,
    config.shardLeaseMs,
    log,
    async (taken) => {
      const ours = new Set(taken);
      for (const resident of [...loop.all()]) {
        // Another engine may have had it in between: what is in memory is not what is written.
        if (ours.has(resident.row.shard)) loop.drop(resident, 'fenced');
      }
      await keeper.load(await listStackIds(database, taken));
      await keeper.sweep();
    },
  );
  const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
  const loop: ConvergenceLoop = new ConvergenceLoop(
    {
      store, clock, rules, seal, dispatcher, outbox, watches, breathe,
      random: Math.random,
      shardEpoch: (shard) => shards.epochOf(shard),
      committed: (events) => {
        metrics.events(events);
        publish(feed, events);
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
      },
    }, // prettier-ignore
    { rowsPerTurn: config.loop.rowsPerTurn, turnMs: config.loop.turnMs },
  );
  const keeper: Keeper = new Keeper({
    store,
    loop,
    rules,
    seal,
    clock,
    epochOf: (shard) => shards.epochOf(shard),
    breathe,
    shards: () => shards.ids(),
    log,
  });
  const metrics: EngineMetrics = new EngineMetrics(loop, dispatcher, watches);
  const logWriter = new LogWriter({
    save: (lines) => saveLogLines(database, lines),
    redactorOf: ({ stackId, ordinal }) => {
      const resident = loop.resident(stackId);
      return resident && redactorFor(resident, ordinal);
    },
    clock,
    log,
  });
  const intake: IntakePorts = {
    loop, dispatcher, outbox, watches, types, log,
    claim: (claims) => claimThings(database, claims),
    logLines: (lines) => {
      logWriter.take(lines);
    },
  }; // prettier-ignore
  const compiler = new TemplateCompiler();
  const limits = limitsOf(config);
  const resourceTypes = { get version() { return types.version; }, list: () => types.list() }; // prettier-ignore
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
  const listener = new RevisionListener(database, sweepSoon, log);
  const goalPorts = {
    ...useCaseStore(database, limits.stacks),
    loop, seal, shardOf, wake,
    compile: (request: CompileRequest) => compiler.compile({ ...request, limits, resourceTypes }),
  }; // prettier-ignore
  const plans = new EnginePlans({
    ...goalPorts,
    rules,
    breathe,
    loadStacks: (ids) => asked(store.loadStacks(ids)),
  });
  const useCases = new EngineUseCases({
    ...goalPorts,
    types, feed, plans, drift: rules.drift, snapshotsPerStack: limits.snapshots,
    checkPlan: (stack, goal, hash) => plans.check(stack, goal, hash),
    flushLogs: () => logWriter.flush(),
    offers: (type, node) => dispatcher.place(type, node) !== 'none',
    editTemplate: (template, edits, parameters) => compiler.edit(template, edits, parameters, { limits, resourceTypes }),
    readDocument: (text, name) => compiler.read(text, name, limits) as Promise<JsonObject>,
  }); // prettier-ignore
  let timers: (() => void)[] = [];

  return {
    useCases,
    metrics,
    workers: new WorkerIntake(intake),
    observers: new ObserverIntake(intake),
    workersConnected: () => dispatcher.list().length,
    async start() {
      types.load(await loadResourceTypes(database));
      await shards.start();
      await listener.start();
      const sweep = setInterval(sweepSoon, SWEEP_MS);
      const stalls = watchStalls({
        loop,
        clock,
        stalledAfterMs: config.stalledAfterMs,
        stalled: ({ id, name }, reasons) => {
          metrics.stalled();
          loop.tell(id, { kind: 'stalled', reasons });
          log.warn({ stack: id, name, waitsFor: reasons }, 'a stack makes no progress');
        },
      });
      timers = [() => { clearInterval(sweep); }, stalls]; // prettier-ignore
    },
    async stop() {
      for (const cancel of timers) cancel();
      await listener.stop();
      keeper.stop();
      await loop.stop();
      await logWriter.flush();
      await shards.stop();
      await compiler.close();
      await store.close();
    },
  };
}

function rulesOf(config: EngineConfig, types: TypeRegistry, digest: (text: string) => string): Rules {
  return {
    digest,
    typeOf: (type) => types.get(type),
    attempts: config.jobs.attempts,
    backoffBaseMs: config.jobs.backoffBaseMs,
    backoffCapMs: config.jobs.backoffCapMs,
    pendingTimeoutMs: config.pendingTimeoutMs,
    repairRetryMs: config.drift.repairRetryMs,
    orphanGraceMs: config.orphanGraceMs,
    maxLosses: config.jobs.maxLosses,
    actionTimeoutMs: config.jobs.actionTimeoutMs,
    drift: config.drift.policy,
  };
}

/** Only for stacks that somebody follows: most are not. */
function publish(feed: EventFeed, events: readonly EventRow[]): void {
  const byStack = new Map<string, EventRow[]>();
  for (const event of events) {
    if (!feed.isFollowed(event.stack)) continue;
    const list = byStack.get(event.stack);
    if (list) list.push(event);
    else byStack.set(event.stack, [event]);
  }
  for (const [stack, list] of byStack) feed.publish(stack, list.map(eventView));
}
