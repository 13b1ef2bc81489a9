import { Dispatcher } from '../../services/engine/app/dispatch.js';
import { ObserverIntake, WorkerIntake, type IntakePorts } from '../../services/engine/app/intake.js';
import { jobTarget } from '../../services/engine/app/job-id.js';
import { Keeper } from '../../services/engine/app/keeper.js';
import { ConvergenceLoop } from '../../services/engine/app/loop.js';
import type { ObserverPeers, WorkerPeers } from '../../services/engine/app/peers.js';
import { TypeRegistry } from '../../services/engine/app/type-registry.js';
import { Watches } from '../../services/engine/app/watches.js';
import { WorkerOutbox } from '../../services/engine/app/worker-outbox.js';
import type { Rules } from '../../services/engine/core/snapshot.js';
import type { Random } from './random.js';
import type { SimDatabase } from './sim-store.js';
import { idOf } from './sim-store.js';
import { ProcessClock, type SimTime } from './sim-time.js';

/** How long the engine waits for a worker that is gone. */
export const LEASE_MS = 20_000;
const SWEEP_MS = 5_000;

const tell = (details: object, message: string) => {
  if (process.env['SIM_TRACE']) console.log(message, details);
};
const traced = { warn: tell, info: tell };
/** Marks what it sealed, so that a text that was not opened again is noticed. */
const seal = {
  seal: (text: string) => `sealed:${text}`,
  open: (text: string) => (text.startsWith('sealed:') ? text.slice(7) : text),
};

/** The engine's app as `engine.ts` wires it, on the simulated database. */
export class SimEngine {
  readonly workers: WorkerPeers;
  readonly observers: ObserverPeers;
  readonly loop: ConvergenceLoop;
  /** Workers and observers may come. */
  listening = false;
  private readonly clock: ProcessClock;
  private readonly keeper: Keeper;

  constructor(
    private readonly time: SimTime,
    random: Random,
    private readonly database: SimDatabase,
    readonly generation: number,
  ) {
    const clock = (this.clock = new ProcessClock(time));
    database.epoch = generation;
    const store = database.storeFor(generation);
    const types = new TypeRegistry(() => database.wait());
    const rules = rulesOf(types);
    const identity = { engineId: `e${String(generation)}`, engines: [] };
    const outbox = new WorkerOutbox();
    const watches = new Watches(identity);
    const dispatcher = new Dispatcher(clock, LEASE_MS, identity, ({ jobId, fence }) => {
      const target = jobTarget(jobId);
      if (target) this.loop.tell(target.stackId, { kind: 'lost', ordinal: target.ordinal, fence });
    });
    const breathe = () => clock.sleep(0);
    this.loop = new ConvergenceLoop(
      {
        store, clock, rules, seal, dispatcher, outbox, watches, breathe,
        random: random.next,
        shardEpoch: () => generation,
        committed: () => undefined,
        dropped: (resident, why, error) => {
          this.keeper.dropped(resident, why, error);
        },
        measured: () => undefined,
      },
      { rowsPerTurn: random.pick([2, 5, 256]), turnMs: 10 },
    ); // prettier-ignore
    const { loop } = this;
    this.keeper = new Keeper({
      store, loop, rules, seal, clock, breathe, shards: () => [0], epochOf: () => generation, log: traced,
    }); // prettier-ignore
    const ports: IntakePorts = {
      loop, dispatcher, outbox, watches, types,
      claim: (claims) => database.claim(claims),
      logLines: () => undefined,
      log: traced,
    }; // prettier-ignore
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
    pendingTimeoutMs: 60_000,
    repairRetryMs: 60_000,
    orphanGraceMs: 5_000,
    maxLosses: 6,
  };
}
