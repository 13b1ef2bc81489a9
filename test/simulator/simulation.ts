import { IsothermError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import { explain } from '../../services/engine/core/explain.js';
import type { UseCases } from '../../services/engine/app/use-cases/use-cases.js';
import type { Resident } from '../../services/engine/app/resident.js';
import type { Provision } from './handlers.js';
import type { Bystanders } from './bystanders.js';
import { mannersOf } from './manners.js';
import { Provider } from './provider.js';
import { Random } from './random.js';
import { Runs } from './runs.js';
import { SimEngine } from './sim-engine.js';
import { SimObserver, SimWorker, type Surroundings } from './sim-peers.js';
import { Users, type Ask } from './asks.js';
import { SimDatabase } from './sim-store.js';
import { breath, SimTime, TRUE, type Skew } from './sim-time.js';
import { Climate } from './weather.js';
import { World } from './world.js';

/** Two of them share a node, so that one goes on with what the other was at. */
const WORKERS: Readonly<Record<string, string>> = { n1: 'n1', n1b: 'n1', n2: 'n2' };
const OBSERVERS: Readonly<Record<string, string>> = { 'o-n1': 'n1', 'o-n2': 'n2' };
export const PEERS = [...Object.keys(WORKERS), ...Object.keys(OBSERVERS)];
const BOOT_MS = 4_000;
const ANSWERED_WITHIN_MS = 600_000;

export interface SimOptions {
  /** Of a worker: one of these. */
  readonly slots?: readonly number[];
  /** How far clocks may be off, in ms, and how much faster or slower they may go. */
  readonly skew?: { readonly offsetMs: number; readonly drift: number };
  /** Observers are notified, of this and that. */
  readonly notified?: boolean;
}

/** A whole Isotherm in one seeded, timeless process: engine, workers, observers, and the links between them. */
export class Simulation {
  readonly time = new SimTime();
  readonly random: Random;
  readonly climate = new Climate();
  readonly world = new World(this.time);
  readonly provider = new Provider();
  readonly database: SimDatabase;
  engine: SimEngine | undefined;
  readonly users: Users;
  /** Asks that are under way. */
  unanswered = 0;
  private generation = 0;
  private readonly around: Surroundings;
  private readonly peers = new Map<string, SimWorker | SimObserver>();

  constructor(
    seed: number,
    private readonly options: SimOptions = {},
  ) {
    const random = (this.random = new Random(seed));
    const { time, climate, world, provider } = this;
    this.database = new SimDatabase(time, random, climate);
    this.users = new Users(
      () => this.useCases,
      (goal) => goal as unknown as JsonObject,
    );
    this.database.onGoal = () => {
      this.notify();
    };
    const provision: Provision = { world, provider, runs: new Runs(world.violations) };
    this.around = {
      time, random, climate, provision,
      slots: options.slots ?? [1, 2, 8],
      periodMs: 10_000,
      notified: options.notified,
      engine: () => this.engine,
      manners: (clock) => mannersOf({ clock, time, random, provider, climate, bootMs: BOOT_MS }),
      skew: () => this.skew(),
    }; // prettier-ignore
    this.startEngine();
    for (const who of PEERS) this.start(who);
  }

  /** Somebody asks, as soon as an engine is there. Answers when that one does. False: it refuses. */
  async ask(stack: string, ask: Ask): Promise<boolean> {
    this.unanswered += 1;
    try {
      return await this.answer(stack, ask);
    } finally {
      this.unanswered -= 1;
    }
  }

  /** As `ask`; the world goes on until the answer is there. */
  asked(stack: string, ask: Ask): Promise<boolean> {
    return this.settled(this.ask(stack, ask));
  }

  /** Goes on until the promise is settled, and not a step further. @throws what it rejects with */
  async settled<T>(answer: Promise<T>): Promise<T> {
    let isSettled = false;
    const done = () => {
      isSettled = true;
    };
    answer.then(done, done);
    // What needs no time takes none.
    await breath();
    if (!(await this.until(() => isSettled, ANSWERED_WITHIN_MS))) throw new Error('nobody answers');
    return answer;
  }

  /** Goes on until the condition holds. False: it did not within that time. */
  async until(condition: () => boolean, withinMs: number): Promise<boolean> {
    const end = this.time.nowMs + withinMs;
    while (!condition()) {
      if (this.time.nowMs > end || !(await this.time.step())) return condition();
    }
    return true;
  }

  async pass(ms: number): Promise<void> {
    const end = this.time.nowMs + ms;
    while (await this.time.step(end));
  }

  crashEngine(backAfterMs: number): void {
    if (!this.engine) return;
    this.engine.die();
    this.engine = undefined;
    this.checkLinks();
    this.time.plan(backAfterMs, () => {
      this.startEngine();
    });
  }

  /** Another engine takes the shard; the one before does not know, and goes on for a while. */
  usurpEngine(livesForMs: number): void {
    const before = this.engine;
    if (!before) return;
    this.startEngine();
    this.time.plan(livesForMs, () => {
      before.die();
    });
    // Peers come over one after another.
    for (const peer of this.peers.values())
      this.time.plan(this.random.below(livesForMs), () => {
        peer.checkEngine();
      });
    this.time.plan(livesForMs, () => {
      this.checkLinks();
    });
  }

  /** @param backAfterMs absent: it stays away. */
  crash(who: string, backAfterMs?: number): void {
    this.peers.get(who)?.die();
    if (this.peers.delete(who) && backAfterMs !== undefined)
      this.time.plan(backAfterMs, () => {
        this.start(who);
      });
  }

  start(who: string): void {
    const { around } = this;
    const peer =
      who in WORKERS
        ? new SimWorker(around, who, WORKERS[who] ?? '')
        : new SimObserver(around, who, OBSERVERS[who] ?? '');
    this.peers.set(who, peer);
  }

  /** Its process stands still. */
  freeze(who: string, forMs: number): void {
    this.peers.get(who)?.freeze(forMs);
  }

  get isAnybodyFrozen(): boolean {
    return [...this.peers.values()].some(({ isFrozen }) => isFrozen);
  }

  /** @param forMs nobody gets through for so long. */
  cut(who: string, forMs: number): void {
    this.peers.get(who)?.cut(forMs);
  }

  stopWorkers(): void {
    for (const who of Object.keys(WORKERS)) this.crash(who);
  }

  startWorkers(): void {
    for (const who of Object.keys(WORKERS)) this.start(who);
  }

  /** Nobody is notified of anything any more. */
  silenceRumours(): void {
    for (const observer of this.observers) observer.silence();
  }

  /** Notifications without an answer. */
  get unansweredNotifications(): number {
    return this.observers.reduce((sum, { unanswered }) => sum + unanswered, 0);
  }

  private get observers(): SimObserver[] {
    return [...this.peers.values()].filter((peer) => peer instanceof SimObserver);
  }

  /** Whoever dials gets through. */
  unblockLinks(): void {
    for (const peer of this.peers.values()) peer.unblock();
  }

  /** Of the engine that is up. */
  get useCases(): UseCases {
    if (!this.engine) throw new Error('no engine is up');
    return this.engine.useCases;
  }

  /** Why the stack has not converged. */
  why(name: string): readonly string[] {
    const resident = this.resident(name);
    if (!resident) return ['it is not in memory'];
    if (resident.refused) return [resident.refused];
    return explain(resident.snapshot).map(({ resource, state, reason }) => `${resource} ${state}: ${reason}`);
  }

  resident(name: string): Resident | undefined {
    return this.engine?.resident(name);
  }

  /** The engine will not try its rows again before a new goal comes. */
  isRefused(name: string): boolean {
    return (this.resident(name)?.refused ?? '') !== '';
  }

  /** It was seen right after applying: what changes before can be told from what was applied by nobody (R14). */
  isKnown(physicalId: string): boolean {
    for (const { snapshot } of this.engine?.loop.all() ?? [])
      for (const instance of snapshot.instances.values())
        if (instance.physicalId === physicalId && instance.baseline && !instance.job) return true;
    return false;
  }

  private async answer(stack: string, ask: Ask): Promise<boolean> {
    excuse(this.world.bystanders, stack, ask);
    while (!this.engine) await new Promise<void>((resolve) => this.time.plan(100, resolve));
    try {
      await this.users.ask(stack, ask);
      return true;
    } catch (error) {
      if (error instanceof IsothermError) return false;
      this.world.violations.push(`asking for ${ask.kind} broke: ${String(error)}`);
      return false;
    }
  }

  private notify(): void {
    if (!this.random.chance(0.1)) this.engine?.notified();
  }

  private skew(): Skew {
    const { skew } = this.options;
    if (!skew) return TRUE;
    const { random } = this;
    return {
      offsetMs: Math.floor((2 * random.next() - 1) * skew.offsetMs),
      rate: (1 + skew.drift) ** (2 * random.next() - 1),
    };
  }

  private startEngine(): void {
    const { time, random, database } = this;
    this.engine = new SimEngine(time, random, database, (this.generation += 1), this.skew());
    void this.engine.start(random.chance(0.3));
  }

  private checkLinks(): void {
    for (const peer of this.peers.values()) peer.checkEngine();
  }
}

/** What a user allows is nobody's fault. */
function excuse(bystanders: Bystanders, stack: string, ask: Ask): void {
  if (ask.kind === 'put') {
    for (const [name, { type, policy }] of Object.entries(ask.goal)) {
      if (policy?.deletion === 'retain') bystanders.letStay(stack, name);
      if (policy?.deleteFirst || type === 'Test::Address') bystanders.letGoFirst(stack);
    }
  }
  if (ask.kind === 'abandon' || (ask.kind === 'delete' && ask.force)) bystanders.letAllStay(stack);
  if (ask.kind !== 'actOnResource') return;
  if (ask.request.kind === 'forget') bystanders.letStay(stack, ask.resource);
  if (ask.request.kind === 'skip') bystanders.skip(stack, ask.resource);
}
