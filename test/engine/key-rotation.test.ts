import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { silentLogger } from '../../lib/log.js';
import { openKeyFile } from '../../lib/secrets/key-file.js';
import { newKey } from '../../lib/secrets/key-text.js';
import { engineConfig } from '../../services/engine/config.js';
import { buildEngine, type Engine } from '../../services/engine/engine.js';
import { keysInUse, rotateKeys } from '../../services/engine/keys.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { TENANT, templateOf } from '../support/engine-bench.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { runCli, startCli } from '../support/run-cli.js';
import { ScriptedPeers, ScriptedWorld } from '../support/scripted-peers.js';
import { waitFor } from '../support/wait-for.js';

const template = {
  ...templateOf({ a: { kind: 'a', size: 1, token: { get_param: 'token' } }, b: { kind: 'b' } }),
  parameters: { token: { type: 'string', hidden: true } },
};
const goal = {
  template,
  parameters: { token: 'correct horse' },
  files: { 'a.txt': 'what a file holds' },
  environment: { event_sinks: [{ type: 'webhook', url: 'http://127.0.0.1:9/' }] },
};

describe('a key that is replaced by another', function () {
  this.timeout(60_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-keys-'));
  const keyFile = join(directory, 'key');
  let test: TestDatabase;
  let world: ScriptedWorld;

  beforeEach(async () => {
    test = await freshDatabase();
    world = new ScriptedWorld();
    rmSync(keyFile, { force: true });
  });
  afterEach(() => test.drop());
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const config = () =>
    engineConfig.parse({
      id: 'one',
      keyFile,
      orphanGraceMs: 10,
      database: { url: test.url },
      events: { own: { hosts: ['127.0.0.1'] } },
    });
  const keysAre = (...keys: string[]) => {
    writeFileSync(keyFile, keys.join('\n'), { mode: 0o600 });
  };
  const idOf = (key: string) => {
    const file = join(directory, 'one-key');
    writeFileSync(file, key, { mode: 0o600 });
    return openKeyFile(file).keyId;
  };
  const withRows = async <T>(query: string): Promise<T[]> => {
    const database = await openDatabase({ url: test.url, poolSize: 3, applicationName: 'look' });
    try {
      return await database.query<T[]>(query);
    } finally {
      await database.destroy();
    }
  };
  /** Columns of any table that hold a text anywhere. */
  const columnsWith = async (text: string): Promise<string[]> => {
    const columns = await withRows<{ table: string; column: string }>(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'character varying')`,
    );
    const found: string[] = [];
    for (const { table, column } of columns) {
      const rows = await withRows(
        `SELECT 1 FROM "${table}" WHERE "${column}"::text LIKE '%${text}%' LIMIT 1`,
      );
      if (rows.length > 0) found.push(`${table}.${column}`);
    }
    return found;
  };
  const run = async (work: (engine: Engine, peers: ScriptedPeers) => Promise<void>) => {
    const database = await openDatabase({ url: test.url, poolSize: 6, applicationName: 'keys' });
    const engine = buildEngine(config(), database, silentLogger);
    let peers: ScriptedPeers | undefined;
    try {
      await engine.start();
      peers = new ScriptedPeers(engine, world);
      await waitFor(async () => (await engine.useCases.listResourceTypes()).length > 0, 'the type');
      await work(engine, peers);
    } finally {
      peers?.leave();
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
  const create = async () => {
    let id = '';
    await run(async (engine) => {
      ({ id } = await engine.useCases.createStack(TENANT, { name: 'shop', ...goal }));
      await reaches(engine, id, 'CREATE_COMPLETE');
      await engine.useCases.snapshots.takeSnapshot(TENANT, id, 'before');
      await reaches(engine, id, 'SNAPSHOT_COMPLETE');
      await deploy(engine);
    });
    return id;
  };
  const deploy = async ({ useCases: { software } }: Engine) => {
    const config = {
      name: 'c',
      group: null,
      config: 'what a config says',
      inputs: [],
      outputs: [],
      options: {},
    };
    const { id: configId } = await software.createConfig(TENANT, config);
    const values = { inputValues: { a: 1 }, statusReason: 'because', action: null, status: null };
    const { id } = await software.createDeployment(TENANT, { configId, serverId: 's', ...values });
    await software.updateDeployment(TENANT, id, { outputValues: { b: 2 } });
  };
  const digests = () => withRows('SELECT stack, ordinal, digest FROM instance ORDER BY 1, 2');

  it('opens what the old one sealed, seals it anew, and lets the old one go; nothing looks changed', async () => {
    const [old, next] = [newKey(), newKey()];
    keysAre(old);
    const id = await create();
    const before = await digests();

    keysAre(old, next);
    await run((engine) => reaches(engine, id, 'SNAPSHOT_COMPLETE'));
    keysAre(next, old);
    await run((engine) => reaches(engine, id, 'SNAPSHOT_COMPLETE'));
    const [seals, opens] = await keysInUse(config());
    assert.deepEqual([seals?.id, seals?.role], [idOf(next), 'seals']);
    assert.deepEqual([opens?.id, opens?.role], [idOf(old), 'opens']);
    assert(opens !== undefined && opens.texts > 5, 'the old one is needed still');

    assert.equal(await rotateKeys(config(), () => undefined), 0);
    assert.deepEqual(
      (await keysInUse(config())).map(({ id: key, texts }) => [key, texts > 5]),
      [
        [idOf(next), true],
        [idOf(old), false],
      ],
    );
    assert.equal((await keysInUse(config()))[1]?.texts, 0);

    assert.deepEqual(await columnsWith(`sealed:${idOf(old)}:`), [], 'a column that is sealed was forgotten');
    keysAre(next);
    assert.deepEqual(await digests(), before);
    await run(async (engine, peers) => {
      const [deployment] = await engine.useCases.software.listDeployments(TENANT);
      const { inputValues, statusReason, outputValues } = deployment ?? {};
      assert.deepEqual([inputValues, statusReason, outputValues], [{ a: 1 }, 'because', { b: 2 }]);
      const [config] = await engine.useCases.software.configsOfServer(TENANT, 's');
      assert.equal(config?.config, 'what a config says');
      await engine.useCases.updateStack(TENANT, id, { ...goal }, { existing: false });
      await reaches(engine, id, 'UPDATE_COMPLETE');
      assert.deepEqual(peers.done, [], 'nothing had changed');
      const changed = { ...goal, parameters: { token: 'another' } };
      await engine.useCases.updateStack(TENANT, id, changed, { existing: false });
      await reaches(engine, id, 'UPDATE_COMPLETE');
      assert.deepEqual(peers.done, ['update a']);
    });
    const [{ text = '' } = {}] = await withRows<{ text: string }>(
      'SELECT string_agg(content, $$ $$) AS text FROM blob',
    );
    assert(!text.includes('what a file holds'));
  });

  it('that is not there is named, and the one that is', async () => {
    const [old, other] = [newKey(), newKey()];
    keysAre(old);
    await create();
    keysAre(other);
    const refused = { code: 'store.key-mismatch', message: new RegExp(`key ${idOf(old)}.*${idOf(other)}`) };
    await assert.rejects(
      run(() => Promise.resolve()),
      refused,
    );
    await assert.rejects(
      rotateKeys(config(), () => undefined),
      refused,
    );
    const keys = await keysInUse(config());
    assert.deepEqual(
      keys.map(({ id, role }) => [id, role]),
      [
        [idOf(other), 'seals'],
        [idOf(old), 'missing'],
      ],
    );
  });

  it('is begun again after its command was killed, and is a thing of batches', async () => {
    const [old, next] = [newKey(), newKey()];
    keysAre(old);
    await create();
    const seal = openKeyFile(keyFile);
    const database = await openDatabase({ url: test.url, poolSize: 3, applicationName: 'fill' });
    const many = Array.from({ length: 4_000 }, (_, at) => `many-${String(at)}`);
    await database.query(`INSERT INTO blob (hash, content) SELECT * FROM unnest($1::text[], $2::text[])`, [
      many,
      many.map((name) => seal.seal(name)),
    ]);
    // As what an adopted value brought along is kept.
    const requests = [
      { verb: 'import', data: seal.seal('known') },
      { verb: 'import', data: seal.seal('too') },
    ];
    await database.query(`UPDATE revision SET modes = modes || $1::jsonb`, [JSON.stringify({ requests })]);
    await database.destroy();

    keysAre(next, old);
    const file = join(directory, 'engine.yaml');
    writeFileSync(file, stringify({ id: 'one', keyFile, database: { url: test.url } }));
    const killed = startCli(['key', 'rotate', '--config', file]);
    await waitFor(() => killed.out().includes('blob.content'), 'the first batch');
    killed.child.kill('SIGKILL');
    await killed.done;
    const between = await keysInUse(config());
    assert(
      between.every(({ texts }) => texts > 0),
      JSON.stringify(between),
    );

    const { code, out, err } = await runCli(['key', 'rotate', '--config', file]);
    assert.equal(code, 0, err);
    assert.match(out, /rows were sealed anew\./);
    const status = await runCli(['key', 'status', '--config', file]);
    assert.match(status.out, new RegExp(`Nothing is sealed with ${idOf(old)} any more`));
    keysAre(next);
    const rows = await withRows<{ hash: string; content: string }>(
      `SELECT hash, content FROM blob WHERE hash LIKE 'many-%'`,
    );
    const opener = openKeyFile(keyFile);
    for (const { hash, content } of rows) assert.equal(opener.open(content), hash);
    assert.deepEqual(await columnsWith(`sealed:${idOf(old)}:`), []);
    const [{ data = [] } = {}] = await withRows<{ data: string[] }>(
      `SELECT array(SELECT one.each ->> 'data' FROM jsonb_array_elements(modes -> 'requests') AS one (each)) AS data FROM revision LIMIT 1`,
    );
    assert.deepEqual(
      data.map((text) => opener.open(text)),
      ['known', 'too'],
    );
    assert(!`${out}${status.out}`.includes(readFileSync(keyFile, 'utf8').trim()));
  });

  it('passes over what an engine holds at the moment, and comes back to it', async () => {
    const [old, next] = [newKey(), newKey()];
    keysAre(old);
    await create();
    keysAre(next, old);
    const database = await openDatabase({ url: test.url, poolSize: 3, applicationName: 'holds' });
    const runner = database.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT 1 FROM instance FOR UPDATE');
    const passed = await rotateKeys(config(), () => undefined);
    assert(passed > 0);
    await runner.rollbackTransaction();
    await runner.release();
    await database.destroy();
    assert.equal(await rotateKeys(config(), () => undefined), 0);
    assert.equal((await keysInUse(config()))[1]?.texts, 0);
  });
});
