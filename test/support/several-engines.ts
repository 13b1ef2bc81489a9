import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { JsonObject } from '../../lib/json.js';
import { silentLogger } from '../../lib/log.js';
import { engineConfig } from '../../services/engine/config.js';
import { buildEngine, type Engine } from '../../services/engine/engine.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { templateOf } from './engine-bench.js';
import { freshDatabase, type TestDatabase } from './postgres.js';
import { ScriptedPeers, ScriptedWorld } from './scripted-peers.js';
import { waitFor } from './wait-for.js';

const TENANT = 'tests';

/** Engines of one database, one after the other or beside each other, each with a worker and an observer of its own, in one world. */
export class SeveralEngines {
  private readonly running = new Map<Engine, ScriptedPeers>();
  private readonly world = new ScriptedWorld();

  private constructor(
    private readonly directory: string,
    private readonly test: TestDatabase,
    readonly database: DataSource,
  ) {}

  static async open(): Promise<SeveralEngines> {
    const directory = mkdtempSync(join(tmpdir(), 'isotherm-engines-'));
    const test = await freshDatabase();
    const database = await openDatabase({ url: test.url, poolSize: 16, applicationName: 'engines' });
    return new SeveralEngines(directory, test, database);
  }

  async start(id: string, settings: object): Promise<Engine> {
    const config = engineConfig.parse({
      id,
      keyFile: join(this.directory, 'key'),
      shardLeaseMs: 1_000,
      ...settings,
    });
    const engine = buildEngine(config, this.database, silentLogger);
    await engine.start();
    this.running.set(engine, new ScriptedPeers(engine, this.world));
    await waitFor(async () => (await engine.useCases.listResourceTypes()).length > 0, 'the type to be known');
    await this.sinksAreKnown(config.events.webhooks.map(({ name }) => `webhook.${name}`));
    return engine;
  }

  /** A sink that is new is told of what happens from now on. */
  private async sinksAreKnown(names: readonly string[]): Promise<void> {
    const known = async () => {
      const rows = await this.database.query<object[]>(`SELECT FROM event_sink WHERE name = ANY ($1)`, [
        names,
      ]);
      return rows.length === names.length;
    };
    await waitFor(known, 'the sinks to be known');
  }

  async stop(engine: Engine): Promise<void> {
    this.running.get(engine)?.leave();
    this.running.delete(engine);
    await engine.stop();
  }

  /** A stack of that many things; answers its id once it is complete. */
  async make(
    engine: Engine,
    name: string,
    things: number,
    { tenant = TENANT, ...more }: { tenant?: string; environment?: JsonObject } = {},
  ): Promise<string> {
    const template = templateOf(
      Object.fromEntries(
        Array.from({ length: things }, (_, i) => [`r${String(i)}`, { kind: name + String(i) }]),
      ),
    );
    const { id } = await engine.useCases.createStack(tenant, { name, template, tags: ['blue'], ...more });
    await this.isComplete(engine, id, tenant);
    return id;
  }

  peersOf(engine: Engine): ScriptedPeers {
    const peers = this.running.get(engine);
    if (!peers) throw new Error('the engine does not run');
    return peers;
  }

  async isComplete(engine: Engine, id: string, tenant = TENANT): Promise<void> {
    const complete = async () => (await engine.useCases.showStack(tenant, id)).status === 'COMPLETE';
    await waitFor(complete, `${id} to be complete`, 20_000);
  }

  /** Each engine has its share of the shards. */
  async areEven(): Promise<void> {
    const even = async () => {
      const shares = await this.database.query<{ engine: string | null; shards: number }[]>(
        `SELECT engine, count(*)::int AS shards FROM shard GROUP BY engine`,
      );
      return shares.every(({ engine, shards }) => engine !== null && shards === 256 / this.running.size);
    };
    await waitFor(even, 'the engines to share the shards');
  }

  /** The id of the engine that has the stack. */
  async ownerOf(stackId: string): Promise<string> {
    const [row] = await this.database.query<{ engine: string }[]>(
      `SELECT engine FROM shard JOIN stack ON stack.shard = shard.id WHERE stack.id = $1`,
      [stackId],
    );
    return row?.engine ?? '';
  }

  /** The number of the stack's newest event. */
  async newest(id: string): Promise<number> {
    const [row] = await this.database.query<{ event: string }[]>(`SELECT event FROM stack WHERE id = $1`, [
      id,
    ]);
    return Number(row?.event);
  }

  async close(): Promise<void> {
    for (const engine of [...this.running.keys()]) await this.stop(engine);
    await this.database.destroy();
    await this.test.drop();
    rmSync(this.directory, { recursive: true });
  }
}
