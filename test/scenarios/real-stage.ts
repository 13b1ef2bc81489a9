import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { silentLogger } from '../../lib/log.js';
import { buildEngine, type Engine } from '../../services/engine/engine.js';
import { engineConfig } from '../../services/engine/config.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { Users } from '../simulator/asks.js';
import { mannersOf } from '../simulator/manners.js';
import { Provider } from '../simulator/provider.js';
import { Random } from '../simulator/random.js';
import { Runs } from '../simulator/runs.js';
import { SimObserver, SimWorker, type Surroundings } from '../simulator/sim-peers.js';
import { TRUE } from '../simulator/sim-time.js';
import { Climate } from '../simulator/weather.js';
import { World } from '../simulator/world.js';
import { waitFor } from '../support/wait-for.js';
import { RealTime } from './real-time.js';
import type { Fleet, Stage, Stacks } from './scenario.js';
import { stacksOn } from './stacks.js';
import { template } from './template.js';

const NODE = 'n1';
const BOOT_MS = 100;
const WITHIN_MS = 20_000;

/** A real engine on a real database; worker and observer with simulated handlers, over links in this process. */
export class RealStage implements Stage {
  private readonly time = new RealTime();
  readonly world = new World(this.time);
  readonly provider = new Provider();
  readonly stacks: Stacks;
  readonly fleet: Fleet;
  private readonly around: Surroundings;
  private worker: SimWorker | undefined;
  private readonly observer: SimObserver;

  private constructor(
    engine: Engine,
    database: DataSource,
    seed: number,
    private readonly close: () => Promise<void>,
  ) {
    const { time, world, provider } = this;
    const { workers, observers } = engine;
    const random = new Random(seed);
    const climate = new Climate();
    this.around = {
      time, random, climate,
      provision: { world, provider, runs: new Runs(world.violations), withoutRecords: true },
      slots: [8],
      periodMs: 60,
      engines: ['it'],
      engine: () => ({ listening: true, generation: 1, workers, observers, happens: (fn) => { fn(); } }),
      manners: (clock) => mannersOf({ clock, time, random, provider, climate, bootMs: BOOT_MS }),
      skew: () => TRUE,
    }; // prettier-ignore
    this.observer = new SimObserver(this.around, `o-${NODE}`, NODE);
    this.fleet = {
      stopWorkers: async () => {
        this.worker?.die();
        await waitFor(() => engine.workersConnected() === 0, 'the engine to notice that its worker is gone');
      },
      startWorkers: () => (this.worker = new SimWorker(this.around, NODE, NODE)),
    };
    this.fleet.startWorkers();
    const stacks = stacksOn({
      world,
      users: new Users(() => engine.useCases, template),
      useCases: () => engine.useCases,
      settled: (answer) => answer,
      until: async (condition, explain) => {
        try {
          await waitFor(condition, 'the condition of the scenario', WITHIN_MS);
        } catch (error) {
          throw new Error(await explain(), { cause: error });
        }
      },
    });
    this.stacks = {
      ...stacks,
      put: async (name, goal, { timeoutMs, ...options } = {}) => {
        if (timeoutMs === undefined) return stacks.put(name, goal, options);
        // Users give minutes: most of the first one is over already.
        await stacks.put(name, goal, { ...options, timeoutMs: MINUTE_MS });
        await database.query(
          `UPDATE revision SET created_at = created_at - make_interval(secs => $1::float8 / 1000)`,
          [MINUTE_MS - timeoutMs],
        );
        // The loop reads it with the next revision.
        await stacks.ask(name, 'pause');
        await stacks.ask(name, 'unpause');
      },
    };
  }

  static async open(databaseUrl: string, seed: number): Promise<RealStage> {
    const directory = await mkdtemp(join(tmpdir(), 'isotherm-stage-'));
    const config = engineConfig.parse({
      keyFile: join(directory, 'key'),
      jobs: { backoffBaseMs: 50, backoffCapMs: 200, actionTimeoutMs: 5_000 },
      orphanGraceMs: 300,
      drift: { repairRetryMs: 1_000 },
    });
    const database = await openDatabase({ url: databaseUrl, poolSize: 6, applicationName: 'scenarios' });
    const engine = buildEngine(config, database, silentLogger);
    await engine.start();
    const stage = new RealStage(engine, database, seed, async () => {
      await engine.stop();
      await database.destroy();
      await rm(directory, { recursive: true });
    });
    await waitFor(
      async () => (await engine.useCases.listResourceTypes()).length >= 7,
      'the types of the worker',
    );
    return stage;
  }

  async stop(): Promise<void> {
    this.worker?.die();
    this.observer.die();
    await this.close();
  }
}

const MINUTE_MS = 60_000;
