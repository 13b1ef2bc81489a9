import { Dispatcher } from '../../services/engine/app/dispatch.js';
import { ObserverIntake, type IntakePorts } from '../../services/engine/app/intake.js';
import { WorkerIntake } from '../../services/engine/app/worker-intake.js';
import type { JobRef } from '../../lib/protocol/worker.js';
import { CustomConstraints } from '../../services/engine/app/custom-constraints.js';
import { jobTarget } from '../../services/engine/app/job-id.js';
import { JobSpans } from '../../services/engine/app/job-spans.js';
import { Keeper } from '../../services/engine/app/keeper.js';
import { EventRelay } from '../../services/engine/app/event-relay.js';
import { Records } from '../../services/engine/app/records/records.js';
import type { World } from './world.js';
import { Notices } from '../../services/engine/app/notices.js';
import { ConvergenceLoop } from '../../services/engine/app/loop.js';
import type { ObserverPeers, WorkerPeers } from '../../services/engine/app/peers.js';
import { watchStalls } from '../../services/engine/app/stall-watch.js';
import { pushAgain } from '../../services/engine/app/push-again.js';
import {
  ProviderLimits,
  type LimitsOfProvider,
} from '../../services/engine/app/provider-limits/provider-limits.js';
import { readStack } from '../../services/engine/app/read-stack.js';
import { ShardKeeper } from '../../services/engine/app/shard-keeper.js';
import { SilentNodes } from '../../services/engine/app/silent-nodes.js';
import { survey } from '../../services/engine/app/survey.js';
import { TypeRegistry } from '../../services/engine/app/type-registry.js';
import type { UseCases } from '../../services/engine/app/use-cases/use-cases.js';
import { Watches } from '../../services/engine/app/watches.js';
import { WorkerOutbox } from '../../services/engine/app/worker-outbox.js';
import type { Rules } from '../../services/engine/core/snapshot.js';
import { RecordingTracer } from '../support/recording-tracer.js';
import type { Random } from './random.js';
import { seal } from './sim-stack.js';
import type { Receiver } from './sim-outbox.js';
import type { SimDatabase } from './sim-store.js';
import { simUseCases } from './sim-use-cases.js';
import { idOf } from './sim-store.js';
import { SHARDS } from './sim-shards.js';
import { breath, ProcessClock, type SimTime, type Skew } from './sim-time.js';

/** How long the engine waits for a worker that is gone. */
export const LEASE_MS = 20_000;
/** How long an engine that is not heard of keeps its shards. */
const SHARD_LEASE_MS = 9_000;
const SWEEP_MS = 5_000;
const STALLED_AFTER_MS = 60_000;

const tell = (details: object, message: string) => {
  if (process.env['SIM_TRACE']) console.log(message, details);
};
const traced = { warn: tell, info: tell };
export interface EngineParts {
  readonly time: SimTime;
  readonly random: Random;
  readonly database: SimDatabase;
  readonly world: World;
  readonly id: string;
  readonly generation: number;
  readonly skew: Skew;
  readonly providerLimits: LimitsOfProvider;
  /** Where events go. */
  readonly receiver: Receiver;
  /** It does not reach the database. */
  readonly isCut: () => boolean;
  /** Tells all engines that a goal was written. */
  readonly notify: () => void;
}

/** The engine's app as `engine.ts` wires it, on the simulated database. */
export class SimEngine {
  readonly workers: WorkerPeers;
  readonly observers: ObserverPeers;
  readonly loop: ConvergenceLoop;
  readonly useCases: UseCases;
  /** None of its spans may end twice. */
  readonly tracer = new RecordingTracer();
  /** Workers and observers may come. */
  listening = false;
  readonly id: string;
  /** Another one than that of the process before of that name. */
  readonly generation: number;
  private readonly clock: ProcessClock;
  private readonly keeper: Keeper;
  private readonly shards: ShardKeeper;
  private readonly relay: EventRelay;

  constructor({
    time,
    random,
    database,
    world,
    id,
    generation,
    skew,
    providerLimits,
    receiver,
    isCut,
    notify,
  }: EngineParts) {
    this.id = id;
    this.generation = generation;
    const clock = (this.clock = new ProcessClock(time, skew));
    const gate = () =>
      new Promise<void>((resolve) => {
        clock.happens(resolve);
      });
    const connection = database.connect({ id, gate, isCut });
    const { store } = connection;
    const types = new TypeRegistry(() => database.wait());
    const rules = rulesOf(types);
    const identity = { engineId: `${id} ${String(generation)}`, engines: [] };
    const outbox = new WorkerOutbox();
    const jobSpans = new JobSpans(this.tracer);
    const watches = new Watches(identity);
    const toLoop = (kind: 'lost' | 'overdue') => {
      return ({ jobId, fence }: JobRef) => {
        const target = jobTarget(jobId);
        if (target) this.loop.tell(target.stackId, { kind, ordinal: target.ordinal, fence });
      };
    };
    const limits = new ProviderLimits({
      clock,
      providerOf: (type) => types.get(type)?.provider ?? '',
      limitsOf: () => providerLimits,
      share: () => this.shards.part(id),
      wake: () => {
        this.loop.wake();
      },
      switched: () => undefined,
    });
    const dispatcher: Dispatcher = new Dispatcher({
      clock,
      limits,
      leaseMs: LEASE_MS,
      identity,
      lost: toLoop('lost'),
      overdue: toLoop('overdue'),
      unpushed: ({ jobId }) => {
        pushAgain(this.loop, { dispatcher, outbox, jobSpans, mayPush: () => shards.mayPush() }, jobId);
      },
      isOurs: (id) => this.loop.resident(id) !== undefined,
    });
    const shards: ShardKeeper = (this.shards = new ShardKeeper(
      {
        leases: connection.leases(() => {
          clock.happens(() => {
            shards.changed();
          });
        }),
        clock,
        log: traced,
        taken: async (taken) => {
          await this.keeper.load(await connection.listStackIds(taken));
          await this.keeper.sweep();
          this.relay.look();
        },
        left: (leaving) => this.loop.release(({ row }) => leaving.has(row.shard)),
        enginesChanged: () => undefined,
      },
      { leaseMs: SHARD_LEASE_MS, shards: SHARDS },
    ));
    this.relay = new EventRelay(
      receiver.sink(clock),
      {
        outbox: connection.outbox, clock, log: traced,
        random: () => 0.5,
        shards: () => shards.ids().map((shard) => ({ id: shard, epoch: shards.epochOf(shard) ?? 0 })),
        mayRelay: () => shards.mayPush(),
        measured: () => undefined,
      },
      { gatherMs: 20, backoff: { firstMs: 500, longestMs: 10_000 } },
    ); // prettier-ignore
    const breathe = () => clock.sleep(0);
    this.loop = new ConvergenceLoop(
      {
        store, clock, rules, seal, dispatcher, limits, outbox, jobSpans, watches, breathe,
        random: random.next,
        shardEpoch: (shard) => shards.epochOf(shard),
        mayPush: () => shards.mayPush(),
        committed: (events) => {
          this.relay.happened(new Set(events.map(({ stack }) => stack)));
        },
        dropped: (resident, why, error) => {
          this.keeper.dropped(resident, why, error);
        },
        goBack: (resident) => {
          this.keeper.goBack(resident);
        },
        measured: () => undefined,
      },
      { rowsPerTurn: random.pick([2, 5, 256]), turnMs: 10 },
    ); // prettier-ignore
    const { loop } = this;
    this.keeper = new Keeper({
      store, loop, rules, seal, clock, breathe, log: traced,
      shards: () => shards.ids(),
      isHeld: (shard) => shards.isHeld(shard),
      epochOf: (shard) => shards.epochOf(shard),
    }); // prettier-ignore
    this.useCases = simUseCases({
      database,
      loop,
      types,
      wake: notify,
      readElsewhere: async (stackId) => {
        await database.wait();
        const [stored] = database.stored(stackId);
        if (!stored?.goal) return undefined;
        const copy = await readStack({ rules, seal, clock, breathe: breath }, stored);
        copy.snapshot.silent = silentNodes.nodes;
        await survey(copy, (type) => dispatcher.place(type, '') !== 'none', breath);
        return copy;
      },
    });
    const silentNodes = new SilentNodes({ loop, watches, clock, silentAfterMs: LEASE_MS });
    silentNodes.start();
    const notices = new Notices({
      loop, watches, clock, log: traced,
      findClaims: connection.findClaims,
      load: (ids) => this.keeper.load(ids),
      shardEpoch: (shard) => shards.epochOf(shard),
    }); // prettier-ignore
    const ports: IntakePorts = {
      loop, dispatcher, outbox, watches, notices, types,
      constraints: new CustomConstraints(clock, { timeLimitMs: 10_000, keepMs: 60_000 }),
      records: new Records({ software_config: connection.records(world) }, traced),
      claim: connection.claim,
      existing: connection.existing,
      logLines: () => undefined,
      log: traced,
    }; // prettier-ignore
    watchStalls({
      loop,
      clock,
      stalledAfterMs: STALLED_AFTER_MS,
      limited: (type, project) => limits.why(type, project),
      stalled: ({ id }, reasons) => {
        loop.tell(id, { kind: 'stalled', reasons });
      },
    });
    this.workers = new WorkerIntake(ports);
    this.observers = new ObserverIntake(ports);
  }

  /** @param early The doors open before what is stored was read, as they do when shards are taken over. */
  async start(early: boolean): Promise<void> {
    this.listening = early;
    for (;;) {
      try {
        await this.shards.start();
        break;
      } catch {
        await this.clock.sleep(200);
      }
    }
    this.listening = true;
    this.relay.start();
    this.sweepAndAgain();
  }

  /** Hands over, and ends. */
  async stop(): Promise<void> {
    this.keeper.stop();
    await this.loop.stop();
    await this.relay.stop();
    await this.shards.handOver().catch(() => undefined);
    this.listening = false;
    await this.shards.stop().catch(() => undefined);
    this.die();
  }

  /** Does it in the process: not before it goes on, and never once it is dead. */
  happens(fn: () => void): void {
    this.clock.happens(fn);
  }

  freeze(ms: number): void {
    this.clock.freeze(ms);
  }

  get isFrozen(): boolean {
    return this.clock.isFrozen;
  }

  /** A new goal was written. */
  notified(): void {
    this.clock.happens(() => {
      if (this.listening) this.keeper.sweep().catch(() => undefined);
    });
  }

  /** What the stack waits for is told by `why`. */
  resident(stack: string) {
    return this.loop.resident(idOf(stack));
  }

  die(): void {
    this.listening = false;
    this.clock.die();
  }

  private sweepAndAgain(): void {
    this.keeper.sweep().catch(() => undefined);
    this.clock.setTimer(SWEEP_MS, () => {
      this.sweepAndAgain();
    });
  }
}

function rulesOf(types: TypeRegistry): Rules {
  return {
    typeOf: (type) => types.get(type),
    digest: (text) => text,
    attempts: 4,
    backoffBaseMs: 500,
    backoffCapMs: 5_000,
    // Nothing boots for so long, also when nobody looks for a while.
    pendingTimeoutMs: 600_000,
    repairRetryMs: 60_000,
    orphanGraceMs: 5_000,
    maxLosses: 6,
    actionTimeoutMs: 60_000,
    drift: 'repair',
  };
}
