import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Json } from '../../lib/json.js';
import { silentLogger } from '../../lib/log.js';
import { engineConfig } from '../../services/engine/config.js';
import { buildEngine, type Engine } from '../../services/engine/engine.js';
import type { UseCases } from '../../services/engine/app/use-cases/use-cases.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { freshDatabase } from './postgres.js';
import { ScriptedPeers } from './scripted-peers.js';
import { waitFor } from './wait-for.js';

export const TENANT = 'tests';

/** A real engine on a database of its own, with a scripted worker and observer. */
export class EngineBench {
  private constructor(
    readonly engine: Engine,
    readonly database: DataSource,
    readonly peers: ScriptedPeers,
    readonly close: () => Promise<void>,
  ) {}

  static async open(config: object = {}): Promise<EngineBench> {
    const directory = mkdtempSync(join(tmpdir(), 'isotherm-bench-'));
    const test = await freshDatabase();
    const database = await openDatabase({ url: test.url, poolSize: 6, applicationName: 'bench' });
    const jobs = { backoffBaseMs: 10, backoffCapMs: 20 };
    const settings = { keyFile: join(directory, 'key'), jobs, orphanGraceMs: 10, ...config };
    const engine = buildEngine(engineConfig.parse(settings), database, silentLogger);
    await engine.start();
    const peers = new ScriptedPeers(engine);
    await waitFor(async () => (await engine.useCases.listResourceTypes()).length > 0, 'the type to be known');
    return new EngineBench(engine, database, peers, async () => {
      peers.leave();
      await engine.stop();
      await database.destroy();
      await test.drop();
      rmSync(directory, { recursive: true });
    });
  }

  get useCases(): UseCases {
    return this.engine.useCases;
  }

  async create(
    name: string,
    template: string | ReturnType<typeof templateOf>,
    more: object = {},
    wanted = 'CREATE_COMPLETE',
  ): Promise<string> {
    const { id } = await this.useCases.createStack(TENANT, { name, template, ...more });
    await this.reaches(id, wanted);
    return id;
  }

  async status(id: string): Promise<string> {
    const { action, status } = await this.useCases.showStack(TENANT, id);
    return `${action}_${status}`;
  }

  /** The loop has seen all that was asked of the stack so far. */
  async isTakenUp(id: string): Promise<void> {
    const seen = async () => {
      const [row] = await this.database.query<{ seen: boolean }[]>(
        `SELECT seen = revision AS seen FROM stack WHERE id = $1`,
        [id],
      );
      return row?.seen === true;
    };
    await waitFor(seen, `all that was asked of ${id} to be seen`);
  }

  async reaches(id: string, wanted: string): Promise<void> {
    let last = '';
    const there = async () => (last = await this.status(id)) === wanted;
    await waitFor(there, `${wanted} of ${id}`).catch(async (cause: unknown) => {
      const why = JSON.stringify(await this.useCases.why(TENANT, id));
      throw new Error(`${String(cause)}, but it is ${last}: ${why}`, { cause });
    });
  }
}

/** A template of things, by name. */
export function templateOf(things: Readonly<Record<string, Readonly<Record<string, Json>>>>) {
  const resources = Object.entries(things).map(([name, { depends_on, ...properties }]) => [
    name,
    { type: 'Test::Thing', properties, ...(depends_on !== undefined && { depends_on }) },
  ]);
  return {
    heat_template_version: '2018-08-31',
    resources: Object.fromEntries(resources) as Record<string, Record<string, Json>>,
  };
}
