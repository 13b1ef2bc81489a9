import type { ObserverToEngine, EngineToObserver } from '../../lib/protocol/observer.js';
import type { EngineToWorker, WorkerToEngine } from '../../lib/protocol/worker.js';
import { silentLogger } from '../../lib/log.js';
import { Poller } from '../../services/observer/poller.js';
import { ObserverSession } from '../../services/observer/session.js';
import { Jobs } from '../../services/worker/jobs.js';
import { WorkerSession } from '../../services/worker/session.js';
import type { ObserverPeers, WorkerPeers } from '../../services/engine/app/peers.js';
import { Slots } from '../../services/worker/slots.js';
import { SimHandlers, type Manners, type Provision } from './handlers.js';
import { Random } from './random.js';
import { Rumours } from './rumours.js';
import { SimTransport } from './sim-link.js';
import { ProcessClock, type Skew, type Time } from './sim-time.js';
import type { Climate } from './weather.js';

/** An engine as workers and observers find it. */
export interface Reachable {
  readonly listening: boolean;
  /** Another engine has another one. */
  readonly generation: number;
  readonly workers: WorkerPeers;
  readonly observers: ObserverPeers;
}

/** What a simulated process stands in. */
export interface Surroundings {
  readonly time: Time;
  readonly random: Random;
  readonly climate: Climate;
  readonly provision: Provision;
  readonly engine: () => Reachable | undefined;
  /** Of a worker: one of these. */
  readonly slots: readonly number[];
  /** How often an observer looks at what is settled. */
  readonly periodMs: number;
  readonly manners: (clock: ProcessClock) => Manners;
  /** Whether observers are notified, of this and that. */
  readonly notified?: boolean | undefined;
  /** Of the clock of a process that begins now. */
  readonly skew: () => Skew;
}

const ABANDON_AFTER_MS = 5_000;

/** A worker process: the real session on a simulated stream. */
export class SimWorker {
  private readonly clock: ProcessClock;
  private readonly transport: SimTransport<WorkerToEngine, EngineToWorker>;

  constructor(
    private readonly around: Surroundings,
    private readonly id: string,
    node: string,
  ) {
    const { time, random, provision } = around;
    const slots = random.pick(around.slots);
    const clock = (this.clock = new ProcessClock(time, around.skew()));
    this.transport = new SimTransport(around, clock, {
      peers: () => {
        const engine = around.engine();
        return engine?.listening ? { peers: engine.workers, generation: engine.generation } : undefined;
      },
    });
    const handlers = new SimHandlers(provision, around.manners(clock), id);
    const jobs = new Jobs(
      { handlers, slots: new Slots(slots), clock },
      { node, abandonAfterMs: ABANDON_AFTER_MS },
    );
    const session = new WorkerSession(
      { transport: this.transport, jobs, defer: (fn) => clock.setTimer(0, fn), log: silentLogger },
      { workerId: id, node, version: '', credits: slots + random.below(3), types: handlers.offered },
    );
    session.start();
  }

  cut(forMs: number): void {
    this.transport.cut(forMs);
  }

  unblock(): void {
    this.transport.unblock();
  }

  get isFrozen(): boolean {
    return this.clock.isFrozen;
  }

  freeze(ms: number): void {
    this.clock.freeze(ms);
    this.around.provision.runs.workerFroze(this.id);
  }

  checkEngine(): void {
    this.transport.checkEngine();
  }

  die(): void {
    this.clock.die();
    this.transport.cut();
    this.around.provision.runs.workerDied(this.id);
  }
}

/** An observer process: the real session and poller on a simulated stream. */
export class SimObserver {
  private readonly clock: ProcessClock;
  private readonly transport: SimTransport<ObserverToEngine, EngineToObserver>;
  private readonly rumours: Rumours | undefined;

  constructor(around: Surroundings, id: string, node: string) {
    const { time, random, provision } = around;
    const clock = (this.clock = new ProcessClock(time, around.skew()));
    this.transport = new SimTransport(around, clock, {
      peers: () => {
        const engine = around.engine();
        return engine?.listening ? { peers: engine.observers, generation: engine.generation } : undefined;
      },
    });
    const handlers = new SimHandlers(provision, around.manners(clock), id);
    const poller = new Poller(
      { handlers, clock, random: random.next, log: silentLogger },
      {
        node,
        lookConcurrency: 4,
        lookTimeoutMs: 10_000,
        periodMs: around.periodMs,
        awaited: { baseMs: 500, capMs: 5_000 },
      },
    );
    this.rumours = around.notified
      ? new Rumours(clock, new Random(around.random.seed ^ id.length ^ time.nowMs), provision.world)
      : undefined;
    const notifier = this.rumours?.notifier;
    const session = new ObserverSession(
      {
        transport: this.transport,
        poller,
        notifier,
        defer: (fn) => clock.setTimer(0, fn),
        log: silentLogger,
      },
      { observerId: id, node, version: '', types: handlers.offered },
    );
    session.start();
  }

  cut(forMs: number): void {
    this.transport.cut(forMs);
  }

  unblock(): void {
    this.transport.unblock();
  }

  get isFrozen(): boolean {
    return this.clock.isFrozen;
  }

  freeze(ms: number): void {
    this.clock.freeze(ms);
  }

  checkEngine(): void {
    this.transport.checkEngine();
  }

  /** It is notified of nothing any more. */
  silence(): void {
    this.rumours?.silence();
  }

  /** Notifications without an answer. */
  get unanswered(): number {
    return this.rumours?.notifier.open ?? 0;
  }

  die(): void {
    this.clock.die();
    this.transport.cut();
  }
}
