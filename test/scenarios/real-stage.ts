import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { silentLogger } from '../../lib/log.js';
import { buildEngine, type Engine } from '../../services/engine/engine.js';
import { engineConfig } from '../../services/engine/config.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { mannersOf } from '../simulator/manners.js';
import { Random } from '../simulator/random.js';
import { SimObserver, SimWorker, type Surroundings } from '../simulator/sim-peers.js';
import { World } from '../simulator/world.js';
import { waitFor } from '../support/wait-for.js';
import { RealTime } from './real-time.js';
import type { Stacks } from './scenario.js';
import { template } from './template.js';

const TENANT = 'tests';
const NODE = 'n1';

/** A real engine on a real database; worker and observer with simulated handlers, over links in this process. */
export class RealStage {
  private readonly time = new RealTime();
  readonly world = new World(() => this.time.nowMs);
  private readonly peers: { die(): void }[] = [];
  /** Ids by name. */
  private readonly ids = new Map<string, string>();

  private constructor(
    private readonly engine: Engine,
    private readonly close: () => Promise<void>,
  ) {}

  static async open(databaseUrl: string, seed: number): Promise<RealStage> {
    const directory = await mkdtemp(join(tmpdir(), 'isotherm-stage-'));
    const config = engineConfig.parse({
      keyFile: join(directory, 'key'),
      jobs: { backoffBaseMs: 50, backoffCapMs: 200 },
      orphanGraceMs: 300,
    });
    const database = await openDatabase({ url: databaseUrl, poolSize: 6, applicationName: 'scenarios' });
    const engine = buildEngine(config, database, [], silentLogger);
    await engine.start();
    const stage = new RealStage(engine, async () => {
      await engine.stop();
      await database.destroy();
      await rm(directory, { recursive: true });
    });
    stage.connect(seed);
    await waitFor(
      async () => (await engine.useCases.listResourceTypes()).length >= 5,
      'the types of the worker',
    );
    return stage;
  }

  async stop(): Promise<void> {
    for (const peer of this.peers) peer.die();
    await this.close();
  }

  readonly stacks: Stacks = {
    put: async (name, wanted) => {
      this.world.wants(name, wanted);
      const { useCases } = this.engine;
      const id = this.ids.get(name);
      if (id) await useCases.updateStack(TENANT, id, { template: template(wanted) }, { existing: false });
      else this.ids.set(name, (await useCases.createStack(TENANT, { name, template: template(wanted) })).id);
    },
    delete: async (name) => {
      this.world.wants(name, {});
      await this.engine.useCases.deleteStack(TENANT, this.ids.get(name) ?? '');
    },
    settle: () => this.until(async () => (await this.views()).every(isAtRest)),
    until: (condition) => this.until(() => Promise.resolve(condition())),
    status: async (name) => {
      const view = await this.engine.useCases.showStack(TENANT, this.ids.get(name) ?? '');
      return view.deletedAt ? 'GONE' : `${view.action}_${view.status}`;
    },
    mustBeQuiet: async (name) => {
      const before = this.world.done.length;
      const looks = this.world.looks + 3 * this.world.things.size;
      await this.until(() => Promise.resolve(this.world.looks >= looks));
      assert.deepEqual(this.world.done.slice(before), [], `${name} is not quiet`);
    },
  };

  private connect(seed: number): void {
    const { time, world, engine } = this;
    const { workers, observers } = engine;
    const random = new Random(seed);
    const weather = { mishaps: 0, permanent: 0, hangs: 0 };
    const around: Surroundings = {
      time,
      random,
      world,
      faults: { slowMs: 5, noticeMs: 100 },
      slots: [8],
      periodMs: 200,
      engine: () => ({ listening: true, generation: 1, workers, observers }),
      manners: (clock) => mannersOf({ clock, time, random, world, weather }),
    };
    this.peers.push(new SimWorker(around, NODE), new SimObserver(around, `o-${NODE}`, NODE));
  }

  private views() {
    return Promise.all([...this.ids.values()].map((id) => this.engine.useCases.showStack(TENANT, id)));
  }

  private async until(condition: () => Promise<boolean>): Promise<void> {
    try {
      await waitFor(condition, 'the condition of the scenario', 20_000);
    } catch (error) {
      const whys = [...this.ids.values()].map((id) => this.engine.useCases.why(TENANT, id).catch(String));
      throw new Error(`it waits: ${JSON.stringify(await Promise.all(whys))}`, { cause: error });
    }
  }
}

function isAtRest({
  status,
  convergence,
}: {
  readonly status: string;
  readonly convergence: string;
}): boolean {
  return status === 'FAILED' || (status === 'COMPLETE' && convergence === 'converged');
}
