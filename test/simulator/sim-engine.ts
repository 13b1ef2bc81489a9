import { Dispatcher } from '../../services/engine/app/dispatch.js';
import { ObserverIntake, type IntakePorts } from '../../services/engine/app/intake.js';
import { WorkerIntake } from '../../services/engine/app/worker-intake.js';
import type { JobRef } from '../../lib/protocol/worker.js';
import { jobTarget } from '../../services/engine/app/job-id.js';
import { Keeper } from '../../services/engine/app/keeper.js';
import { Notices } from '../../services/engine/app/notices.js';
import { ConvergenceLoop } from '../../services/engine/app/loop.js';
import type { ObserverPeers, WorkerPeers } from '../../services/engine/app/peers.js';
import { watchStalls } from '../../services/engine/app/stall-watch.js';
import { TypeRegistry } from '../../services/engine/app/type-registry.js';
import type { UseCases } from '../../services/engine/app/use-cases/use-cases.js';
import { Watches } from '../../services/engine/app/watches.js';
import { WorkerOutbox } from '../../services/engine/app/worker-outbox.js';
import type { Rules } from '../../services/engine/core/snapshot.js';
import type { Random } from './random.js';
import { seal } from './sim-stack.js';
import type { SimDatabase } from './sim-store.js';
import { simUseCases } from './sim-use-cases.js';
import { idOf } from './sim-store.js';
import { ProcessClock, type SimTime, type Skew } from './sim-time.js';

/** How long the engine waits for a worker that is gone. */
export const LEASE_MS = 20_000;
const SWEEP_MS = 5_000;
const STALLED_AFTER_MS = 60_000;

const tell = (details: object, message: string) => {
  if (process.env['SIM_TRACE']) console.log(message, details);
};
const traced = { warn: tell, info: tell };
/** The engine's app as `engine.ts` wires it, on the simulated database. */
export class SimEngine {
  readonly workers: WorkerPeers;
  readonly observers: ObserverPeers;
  readonly loop: ConvergenceLoop;
  readonly useCases: UseCases;
  /** Workers and observers may come. */
  listening = false;
  private readonly clock: ProcessClock;
  private readonly keeper: Keeper;

  constructor(
    private readonly time: SimTime,
    random: Random,
    private readonly database: SimDatabase,
    readonly generation: number,
    skew: Skew,
  ) {
    const clock = (this.clock = new ProcessClock(time, skew));
    database.epoch = generation;
    const store = database.storeFor(generation);
    const types = new TypeRegistry(() => database.wait());
    const rules = rulesOf(types);
    const identity = { engineId: `e${String(generation)}`, engines: [] };
    const outbox = new WorkerOutbox();
    const watches = new Watches(identity);
    const toLoop = (kind: 'lost' | 'overdue') => {
      return ({ jobId, fence }: JobRef) => {
        const target = jobTarget(jobId);
        if (target) this.loop.tell(target.stackId, { kind, ordinal: target.ordinal, fence });
      };
    };
    const dispatcher = new Dispatcher({
      clock,
      leaseMs: LEASE_MS,
      identity,
      lost: toLoop('lost'),
      overdue: toLoop('overdue'),
      isOurs: (id) => this.loop.resident(id) !== undefined,
    });
    const ours = () => database.epoch === generation;
    const breathe = () => clock.sleep(0);
    this.loop = new ConvergenceLoop(
      {
        store, clock, rules, seal, dispatcher, outbox, watches, breathe,
        random: random.next,
        shardEpoch: () => generation,
        mayPush: () => true,
        committed: () => undefined,
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
      shards: () => (ours() ? [0] : []),
      isHeld: ours,
      epochOf: () => (ours() ? generation : undefined),
    }); // prettier-ignore
    this.useCases = simUseCases({
      database,
      loop,
      types,
      wake: () => {
        // One that is lost is found by the next sweep.
        if (!random.chance(0.1)) this.notified();
      },
    });
    const notices = new Notices({
      loop, watches, clock, log: traced,
      findClaims: (keys) => database.findClaims(keys),
      load: (ids) => this.keeper.load(ids),
      shardEpoch: () => (ours() ? generation : undefined),
    }); // prettier-ignore
    const ports: IntakePorts = {
      loop, dispatcher, outbox, watches, notices, types,
      claim: (claims) => database.claim(claims),
      existing: (ids) => database.existing(ids),
      logLines: () => undefined,
      log: traced,
    }; // prettier-ignore
    watchStalls({
      loop,
      clock,
      stalledAfterMs: STALLED_AFTER_MS,
      stalled: ({ id }, reasons) => {
        loop.tell(id, { kind: 'stalled', reasons });
      },
    });
    this.workers = new WorkerIntake(ports);
    this.observers = new ObserverIntake(ports);
  }

  /** @param early The doors open before what is stored was read, as when a shard is taken over. */
  async start(early: boolean): Promise<void> {
    this.listening = early;
    for (;;) {
      try {
        await this.keeper.load([...this.database.stacks.keys()]);
        break;
      } catch {
        await this.clock.sleep(200);
      }
    }
    this.listening = true;
    this.sweepAndAgain();
  }

  /** A new goal was written. */
  notified(): void {
    if (this.listening) this.keeper.sweep().catch(() => undefined);
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
