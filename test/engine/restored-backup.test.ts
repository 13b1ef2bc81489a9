import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { silentLogger } from '../../lib/log.js';
import { engineConfig } from '../../services/engine/config.js';
import { buildEngine, type Engine } from '../../services/engine/engine.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { TENANT, templateOf } from '../support/engine-bench.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { ScriptedPeers, ScriptedWorld } from '../support/scripted-peers.js';
import { waitFor } from '../support/wait-for.js';

type Template = ReturnType<typeof templateOf>;

describe('a backup that is restored when the world has moved on', function () {
  this.timeout(60_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-restored-'));
  let world: ScriptedWorld;
  let test: TestDatabase;
  let backup: string;

  beforeEach(async () => {
    world = new ScriptedWorld();
    test = await freshDatabase();
    backup = `${test.connection.database}_backup`;
  });
  afterEach(async () => {
    await asAdmin(`DROP DATABASE IF EXISTS ${backup} WITH (FORCE)`);
    await test.drop();
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  /** In no database of ours: one with connections cannot be copied. */
  const asAdmin = async (sql: string) => {
    const client = new pg.Client({ ...test.connection, database: 'postgres' });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const run = async (url: string, work: (engine: Engine, peers: ScriptedPeers) => Promise<void>) => {
    const database = await openDatabase({ url, poolSize: 6, applicationName: 'restored' });
    const config = engineConfig.parse({ id: 'one', keyFile: join(directory, 'key'), orphanGraceMs: 10 });
    const engine = buildEngine(config, database, silentLogger);
    await engine.start();
    const peers = new ScriptedPeers(engine, world);
    try {
      await waitFor(async () => (await engine.useCases.listResourceTypes()).length > 0, 'the type');
      await work(engine, peers);
    } finally {
      peers.leave();
      await engine.stop();
      await database.destroy();
    }
  };
  const reaches = async ({ useCases }: Engine, id: string, wanted: string) => {
    const there = async () => {
      const { action, status, convergence } = await useCases.showStack(TENANT, id);
      return `${action}_${status} ${convergence}` === `${wanted} converged`;
    };
    await waitFor(there, `${wanted} of ${id}`);
  };
  const kinds = () => [...world.things.values()].map(({ properties }) => properties['kind'] as string).sort();
  const restored = () => test.url.replace(test.connection.database, backup);
  /** A stack as the backup has it, and then an update that the backup does not know. */
  const history = async (before: Template, since: Template): Promise<string> => {
    let id = '';
    await run(test.url, async (engine) => {
      ({ id } = await engine.useCases.createStack(TENANT, { name: 'shop', template: before }));
      await reaches(engine, id, 'CREATE_COMPLETE');
    });
    await asAdmin(`CREATE DATABASE ${backup} TEMPLATE ${test.connection.database}`);
    await run(test.url, async (engine) => {
      await engine.useCases.updateStack(TENANT, id, { template: since }, { existing: false });
      await reaches(engine, id, 'UPDATE_COMPLETE');
    });
    return id;
  };
  const eachHasItsOwn = async ({ useCases }: Engine, peers: ScriptedPeers, id: string) => {
    for (const { name, physicalId } of await useCases.listResources(TENANT, id))
      assert.equal(peers.idOf(name), physicalId);
  };

  it('is mended to what it knows; what is asked for again is found by its key, and nothing is made twice', async () => {
    const since = templateOf({ a: { kind: 'a', size: 2 }, c: { kind: 'c' } });
    const id = await history(templateOf({ a: { kind: 'a', size: 1 } }), since);
    const things = [...world.things.keys()];
    await run(restored(), async (engine, peers) => {
      const mended = () => world.things.get(peers.idOf('a'))?.properties['size'] === 1;
      await waitFor(mended, 'what was changed since to be as the backup has it');
      await reaches(engine, id, 'CREATE_COMPLETE');
      await engine.useCases.updateStack(TENANT, id, { template: since }, { existing: false });
      await reaches(engine, id, 'UPDATE_COMPLETE');
      await eachHasItsOwn(engine, peers, id);
    });
    assert.deepEqual([...world.things.keys()], things);
  });

  it('gives no thing to another resource under a number that is used again; what it does not know can be imported', async () => {
    const since = templateOf({ a: { kind: 'a' }, c: { kind: 'c' } });
    const id = await history(templateOf({ a: { kind: 'a' }, b: { kind: 'b' } }), since);
    assert.deepEqual(kinds(), ['a', 'c']);
    await run(restored(), async (engine, peers) => {
      await waitFor(() => kinds().join() === 'a,b,c', 'what is gone to be made again');
      await reaches(engine, id, 'CREATE_COMPLETE');
      const imports = { c: peers.idOf('c') };
      await engine.useCases.updateStack(TENANT, id, { template: since, imports }, { existing: false });
      await reaches(engine, id, 'UPDATE_COMPLETE');
      await eachHasItsOwn(engine, peers, id);
    });
    assert.deepEqual(kinds(), ['a', 'c']);
  });
});
