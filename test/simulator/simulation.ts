import { explain } from '../../services/engine/core/explain.js';
import { goalText } from './goal-text.js';
import { mannersOf, type Weather } from './manners.js';
import { Random } from './random.js';
import { SimEngine } from './sim-engine.js';
import { SimObserver, SimWorker, type Surroundings } from './sim-peers.js';
import { SimDatabase } from './sim-store.js';
import { SimTime } from './sim-time.js';
import { World, type WantedStack } from './world.js';

const NODES = ['n1', 'n2'];

/** A whole Isotherm in one seeded, timeless process: engine, workers, observers, and the links between them. */
export class Simulation {
  readonly time = new SimTime();
  readonly random: Random;
  readonly world: World;
  readonly database: SimDatabase;
  readonly weather: Weather = { mishaps: 0, permanent: 0, hangs: 0 };
  readonly faults = { slowMs: 5, noticeMs: 3_000 };
  engine: SimEngine | undefined;
  private generation = 0;
  private readonly around: Surroundings;
  private readonly workers = new Map<string, SimWorker>();
  private readonly observers = new Map<string, SimObserver>();

  /** @param slots of a worker: one of these. */
  constructor(seed: number, slots: readonly number[] = [1, 2, 8]) {
    this.random = new Random(seed);
    this.world = new World(() => this.time.nowMs);
    this.database = new SimDatabase(this.time, this.random);
    const { time, random, world, faults, weather } = this;
    this.around = {
      time, random, world, faults,
      slots,
      periodMs: 10_000,
      engine: () => this.engine,
      manners: (clock) => mannersOf({ clock, time, random, world, weather }),
    }; // prettier-ignore
    this.startEngine();
    for (const node of NODES) {
      this.startWorker(node);
      this.startObserver(node);
    }
  }

  put(name: string, wanted: WantedStack): void {
    this.world.wants(name, wanted);
    this.database.put(name, goalText(wanted), 'UPDATE');
    if (!this.random.chance(0.1)) this.engine?.notified();
  }

  delete(name: string): void {
    this.world.wants(name, {});
    this.database.put(name, '', 'DELETE');
    this.engine?.notified();
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
    await this.until(() => this.time.nowMs >= end, ms);
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

  crashWorker(node: string, backAfterMs: number): void {
    this.workers.get(node)?.die();
    if (this.workers.delete(node))
      this.time.plan(backAfterMs, () => {
        this.startWorker(node);
      });
  }

  crashObserver(node: string, backAfterMs: number): void {
    this.observers.get(node)?.die();
    if (this.observers.delete(node))
      this.time.plan(backAfterMs, () => {
        this.startObserver(node);
      });
  }

  cutLink(node: string, which: 'worker' | 'observer'): void {
    (which === 'worker' ? this.workers : this.observers).get(node)?.cut();
  }

  /** Why the stack has not converged. */
  why(name: string): readonly string[] {
    const resident = this.engine?.resident(name);
    if (!resident) return ['it is not in memory'];
    if (resident.refused) return [resident.refused];
    return explain(resident.snapshot).map(({ resource, state, reason }) => `${resource} ${state}: ${reason}`);
  }

  /** The engine will not try its rows again before a new goal comes. */
  isRefused(name: string): boolean {
    return (this.engine?.resident(name)?.refused ?? '') !== '';
  }

  /** It was seen right after applying: what changes before can be told from what was applied by nobody (R14). */
  isKnown(physicalId: string): boolean {
    for (const { loop } of this.engine ? [this.engine] : [])
      for (const { snapshot } of loop.all())
        for (const instance of snapshot.instances.values())
          if (instance.physicalId === physicalId && instance.baseline && !instance.job) return true;
    return false;
  }

  get nodes(): readonly string[] {
    return NODES;
  }

  private startEngine(): void {
    const { time, random, database } = this;
    this.engine = new SimEngine(time, random, database, (this.generation += 1));
    void this.engine.start(random.chance(0.3));
  }

  private startWorker(node: string): void {
    this.workers.set(node, new SimWorker(this.around, node));
  }

  private startObserver(node: string): void {
    this.observers.set(node, new SimObserver(this.around, `o-${node}`, node));
  }

  private checkLinks(): void {
    for (const peer of [...this.workers.values(), ...this.observers.values()]) peer.checkEngine();
  }
}
