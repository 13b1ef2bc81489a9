import type { ObserverToEngine, EngineToObserver } from '../../lib/protocol/observer.js';
import type { EngineToWorker, WorkerToEngine } from '../../lib/protocol/worker.js';
import { silentLogger } from '../../lib/log.js';
import { Poller } from '../../services/observer/poller.js';
import { ObserverSession } from '../../services/observer/session.js';
import { Jobs } from '../../services/worker/jobs.js';
import { WorkerSession } from '../../services/worker/session.js';
import type { ObserverPeers, WorkerPeers } from '../../services/engine/app/peers.js';
import { noticeStandStill } from '../../services/worker/stand-still.js';
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
  readonly happens: (fn: () => void) => void;
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
  readonly engines: readonly string[];
  readonly engine: (id: string) => Reachable | undefined;
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

function inside<Side extends 'workers' | 'observers'>(engine: Reachable | undefined, side: Side) {
  if (!engine?.listening) return undefined;
  const { generation, happens } = engine;
  return { peers: engine[side], generation, happens: happens.bind(engine) };
}

/** A worker process: the real session on a simulated stream. */
export class SimWorker {
  private readonly clock: ProcessClock;
  private readonly transports = new Map<string, SimTransport<WorkerToEngine, EngineToWorker>>();

  constructor(
    private readonly around: Surroundings,
    private readonly id: string,
    node: string,
  ) {
    const { time, random, provision } = around;
    const slots = random.pick(around.slots);
    const clock = (this.clock = new ProcessClock(time, around.skew()));
    const handlers = new SimHandlers(provision, around.manners(clock), id);
    const jobs = new Jobs(
      { handlers, slots: new Slots(slots), clock },
      { node, abandonAfterMs: ABANDON_AFTER_MS },
    );
    const credits = slots + random.below(3);
    for (const engineId of around.engines) {
      const transport = new SimTransport<WorkerToEngine, EngineToWorker>(around, clock, {
        peers: () => inside(around.engine(engineId), 'workers'),
      });
      this.transports.set(engineId, transport);
      const session = new WorkerSession(
        { transport, jobs, defer: (fn) => clock.setTimer(0, fn), log: silentLogger },
        { workerId: id, node, version: '', credits, types: handlers.offered },
      );
      session.start();
    }
    noticeStandStill(clock, ABANDON_AFTER_MS, () => {
      for (const transport of this.transports.values()) transport.reset();
      jobs.abortAll('it stood still');
    });
  }

  /** @param from this engine, or all */
  cut(forMs: number, from?: string): void {
    for (const [engine, transport] of this.transports)
      if (from === undefined || engine === from) transport.cut(forMs);
  }

  unblock(): void {
    for (const transport of this.transports.values()) transport.unblock();
  }

  get isFrozen(): boolean {
    return this.clock.isFrozen;
  }

  freeze(ms: number): void {
    this.clock.freeze(ms);
    this.around.provision.runs.workerFroze(this.id);
  }

  checkEngine(): void {
    for (const transport of this.transports.values()) transport.checkEngine();
  }

  die(): void {
    this.clock.die();
    this.cut(0);
    this.around.provision.runs.workerDied(this.id);
  }
}

/** An observer process: the real session and poller on a simulated stream. */
export class SimObserver {
  private readonly clock: ProcessClock;
  private readonly transports = new Map<string, SimTransport<ObserverToEngine, EngineToObserver>>();
  private readonly rumours: Rumours | undefined;

  constructor(around: Surroundings, id: string, node: string) {
    const { time, random, provision } = around;
    const clock = (this.clock = new ProcessClock(time, around.skew()));
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
    for (const engineId of around.engines) {
      const transport = new SimTransport<ObserverToEngine, EngineToObserver>(around, clock, {
        peers: () => inside(around.engine(engineId), 'observers'),
      });
      this.transports.set(engineId, transport);
      const session = new ObserverSession(
        { transport, poller, notifier, defer: (fn) => clock.setTimer(0, fn), log: silentLogger },
        { observerId: id, node, version: '', types: handlers.offered },
      );
      session.start();
    }
  }

  /** @param from this engine, or all */
  cut(forMs: number, from?: string): void {
    for (const [engine, transport] of this.transports)
      if (from === undefined || engine === from) transport.cut(forMs);
  }

  unblock(): void {
    for (const transport of this.transports.values()) transport.unblock();
  }

  get isFrozen(): boolean {
    return this.clock.isFrozen;
  }

  freeze(ms: number): void {
    this.clock.freeze(ms);
  }

  checkEngine(): void {
    for (const transport of this.transports.values()) transport.checkEngine();
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
    this.cut(0);
  }
}
