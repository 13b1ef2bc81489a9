import { IsothermError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import { explain } from '../../services/engine/core/explain.js';
import type { LimitsOfProvider } from '../../services/engine/app/provider-limits/provider-limits.js';
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
import { Receiver } from './sim-outbox.js';
import { SimDatabase } from './sim-store.js';
import { shardOf } from './sim-shards.js';
import { idOf } from './sim-store.js';
import { breath, SimTime, TRUE, type Skew } from './sim-time.js';
import { Climate } from './weather.js';
import { World } from './world.js';

/** On one node there are two of each, so that one goes on with what the other was at. */
const WORKERS: Readonly<Record<string, string>> = { n1: 'n1', n1b: 'n1', n2: 'n2' };
const OBSERVERS: Readonly<Record<string, string>> = { 'o-n1': 'n1', 'o-n1b': 'n1', 'o-n2': 'n2' };
export const PEERS = [...Object.keys(WORKERS), ...Object.keys(OBSERVERS)];
export const ENGINES = ['e1', 'e2'];
const BOOT_MS = 4_000;
const ANSWERED_WITHIN_MS = 600_000;
const NONE = { failures: 0, openMs: 1, capMs: 1 };
const NO_LIMITS: LimitsOfProvider = { all: NONE, project: NONE };

export interface SimOptions {
  /** Of a worker: one of these. */
  readonly slots?: readonly number[];
  /** How far clocks may be off, in ms, and how much faster or slower they may go. */
  readonly skew?: { readonly offsetMs: number; readonly drift: number };
  /** Observers are notified, of this and that. */
  readonly notified?: boolean;
  /** Of the provider, and of each project there; absent: none. */
  readonly limits?: LimitsOfProvider;
}

/** A whole Isotherm in one seeded, timeless process: engine, workers, observers, and the links between them. */
export class Simulation {
  readonly time = new SimTime();
  readonly random: Random;
  readonly climate = new Climate();
  readonly world = new World(this.time);
  readonly provider = new Provider();
  readonly database: SimDatabase;
  readonly engines = new Map<string, SimEngine>();
  readonly users: Users;
  readonly receiver: Receiver;
  /** Asks that are under way. */
  unanswered = 0;
  private generation = 0;
  private readonly around: Surroundings;
  private readonly peers = new Map<string, SimWorker | SimObserver>();
  /** Until when an engine does not reach the database. */
  private readonly cutUntilMs = new Map<string, number>();

  constructor(
    seed: number,
    private readonly options: SimOptions = {},
  ) {
    const random = (this.random = new Random(seed));
    const { time, climate, world, provider } = this;
    const aside = new Random(seed ^ 0xa51de);
    this.database = new SimDatabase(time, random, climate, aside);
    this.receiver = new Receiver(aside, climate, world.violations);
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
      engines: ENGINES,
      engine: (id) => this.engines.get(id),
      manners: (clock) => mannersOf({ clock, time, random, provider, climate, bootMs: BOOT_MS }),
      skew: () => this.skew(),
    }; // prettier-ignore
    for (const id of ENGINES) this.startEngine(id);
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

  /** It hands over and ends, as on SIGTERM. */
  stop(id: string, backAfterMs: number): void {
    const engine = this.engines.get(id);
    if (!engine) return;
    void engine.stop().then(() => {
      if (this.engines.get(id) === engine) this.crash(id, backAfterMs);
    });
  }

  /** @param backAfterMs absent: it stays away. */
  crash(who: string, backAfterMs?: number): void {
    const engine = this.engines.get(who);
    if (engine) {
      engine.die();
      this.database.shards.died(who);
      this.engines.delete(who);
      this.checkLinks();
      this.time.plan(backAfterMs ?? 0, () => {
        this.startEngine(who);
      });
      return;
    }
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
    (this.engines.get(who) ?? this.peers.get(who))?.freeze(forMs);
  }

  get isAnybodyFrozen(): boolean {
    return [...this.engines.values(), ...this.peers.values()].some(({ isFrozen }) => isFrozen);
  }

  /**
   * @param forMs nobody gets through for so long
   * @param from of a worker or observer: this engine, or all. An engine is cut off from the database
   */
  cut(who: string, forMs: number, from?: string): void {
    if (ENGINES.includes(who)) this.cutUntilMs.set(who, this.time.nowMs + forMs);
    else this.peers.get(who)?.cut(forMs, from);
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
    this.cutUntilMs.clear();
    for (const peer of this.peers.values()) peer.unblock();
  }

  /** Of any engine that is up: each answers for all stacks. */
  get useCases(): UseCases {
    return this.random.pick(this.isUp ? this.listening : [...this.engines.values()]).useCases;
  }

  /** Why the stack has not converged. */
  why(name: string): readonly string[] {
    const resident = this.resident(name);
    if (!resident) return ['it is not in memory'];
    if (resident.refused) return [resident.refused];
    return explain(resident.snapshot).map(({ resource, state, reason }) => `${resource} ${state}: ${reason}`);
  }

  resident(name: string): Resident | undefined {
    return this.engines.get(this.database.shards.ownerOf(shardOf(idOf(name))))?.resident(name);
  }

  /** The engine will not try its rows again before a new goal comes. */
  isRefused(name: string): boolean {
    return (this.resident(name)?.refused ?? '') !== '';
  }

  /** It was seen right after applying: what changes before can be told from what was applied by nobody (R14). */
  isKnown(physicalId: string): boolean {
    for (const { loop } of this.engines.values())
      for (const { snapshot } of loop.all())
        for (const instance of snapshot.instances.values())
          if (instance.physicalId === physicalId && instance.baseline && !instance.job) return true;
    return false;
  }

  private async answer(stack: string, ask: Ask): Promise<boolean> {
    excuse(this.world.bystanders, stack, ask);
    while (!this.isUp) await new Promise<void>((resolve) => this.time.plan(100, resolve));
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
    // One that is lost is found by the next sweep.
    for (const engine of this.engines.values()) if (!this.random.chance(0.1)) engine.notified();
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

  /** Somebody answers. */
  get isUp(): boolean {
    return this.listening.length > 0;
  }

  private get listening(): readonly SimEngine[] {
    return [...this.engines.values()].filter(({ listening, isFrozen }) => listening && !isFrozen);
  }

  private startEngine(id: string): void {
    if (this.engines.has(id)) return;
    const { time, random, database } = this;
    const engine = new SimEngine({
      time,
      random,
      database,
      world: this.world,
      id,
      generation: (this.generation += 1),
      skew: this.skew(),
      receiver: this.receiver,
      providerLimits: this.options.limits ?? NO_LIMITS,
      isCut: () => time.nowMs < (this.cutUntilMs.get(id) ?? 0),
      notify: () => {
        this.notify();
      },
    });
    this.engines.set(id, engine);
    void engine.start(random.chance(0.3));
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
