import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Sealer } from '../../lib/secrets.js';
import { EngineSoftware } from '../../services/engine/app/use-cases/engine-software.js';
import type { NewSoftwareConfig } from '../../services/engine/app/use-cases/software.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { purgeBlobs } from '../../services/engine/store/purge/purge-blobs.js';
import { softwareStore } from '../../services/engine/store/software-store.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const SCRIPT = 's3cret-script-Gq7';
const VALUE = 's3cret-value-Hx2';

describe('software configs and deployments in PostgreSQL', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let database: DataSource;
  const sealer = new Sealer([Buffer.alloc(32, 7)]);
  const limits = {
    textBytes: 1_000,
    softwareConfigs: 1_000,
    softwareDeployments: 1_000,
    deploymentsPerServer: 1_000,
    softwareAnswerBytes: 10_000_000,
  };
  const software = (lower: Partial<typeof limits> = {}) =>
    new EngineSoftware({ store: softwareStore(database), seal: sealer, limits: { ...limits, ...lower } });
  const config = (more: Partial<NewSoftwareConfig> = {}): NewSoftwareConfig => ({
    name: 'web', group: 'script', config: SCRIPT, inputs: [{ name: 'port', type: 'Number' }], outputs: [], options: {}, ...more,
  }); // prettier-ignore
  const deployment = (configId: string, serverId: string) => ({
    configId, serverId, action: 'CREATE', status: 'IN_PROGRESS', statusReason: null, inputValues: { port: 80 },
  }); // prettier-ignore
  const tenants = (): string => `t-${randomUUID()}`;
  const is = (code: string) => (error: { code?: string }) => error.code === code;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 6, applicationName: 'software' });
  });
  after(async () => {
    await database.destroy();
    await test.drop();
  });

  it('are what they were, on whatever engine', async () => {
    const tenant = tenants();
    const made = await software().createConfig(tenant, config({ config: { run: ['a', null] }, options: 7 }));
    assert.deepEqual(await software().showConfig(tenant, made.id), made);
    assert.deepEqual(made.inputs, [{ name: 'port', type: 'Number' }]);
    const deployed = await software().createDeployment(tenant, deployment(made.id, 's1'));
    assert.deepEqual(await software().showDeployment(tenant, deployed.id), deployed);
    assert.deepEqual([deployed.outputValues, deployed.updatedAt], [null, null]);
    const changes = { status: 'COMPLETE', outputValues: { out: VALUE }, statusReason: 'Outputs received' };
    const changed = await software().updateDeployment(tenant, deployed.id, changes);
    assert.deepEqual({ ...changed, updatedAt: null }, { ...deployed, ...changes });
    assert.ok(changed.updatedAt);
    const kept = { status: '', action: null, inputValues: {}, outputValues: {} };
    const again = await software().updateDeployment(tenant, deployed.id, kept);
    assert.deepEqual({ ...again, updatedAt: changed.updatedAt }, changed, 'what is empty stays');
    assert.deepEqual(await software().configsOfServer(tenant, 's1'), [made]);
    await software().deleteDeployment(tenant, deployed.id);
    await software().deleteConfig(tenant, made.id);
    await assert.rejects(software().showDeployment(tenant, deployed.id), is('software-deployment.not-found'));
    await assert.rejects(software().showConfig(tenant, made.id), is('software-config.not-found'));
  });

  it('are their own tenant’s alone', async () => {
    const [mine, theirs] = [tenants(), tenants()];
    const made = await software().createConfig(mine, config());
    const deployed = await software().createDeployment(mine, deployment(made.id, 's1'));
    const all = software();
    await assert.rejects(all.showConfig(theirs, made.id), is('software-config.not-found'));
    await assert.rejects(all.deleteConfig(theirs, made.id), is('software-config.not-found'));
    await assert.rejects(all.createDeployment(theirs, deployment(made.id, 's1')), is('software-config.not-found'));
    await assert.rejects(all.showDeployment(theirs, deployed.id), is('software-deployment.not-found'));
    await assert.rejects(all.updateDeployment(theirs, deployed.id, { status: 'x' }), is('software-deployment.not-found'));
    await assert.rejects(all.deleteDeployment(theirs, deployed.id), is('software-deployment.not-found'));
    const other = await all.createConfig(theirs, config());
    await assert.rejects(all.updateDeployment(mine, deployed.id, { configId: other.id }), is('software-config.not-found'));
    await assert.rejects(all.updateDeployment(mine, deployed.id, { configId: 'nope' }), is('software-config.not-found'));
    assert.deepEqual([await all.listDeployments(theirs), await all.configsOfServer(theirs, 's1')], [[], []]);
    assert.deepEqual((await all.listConfigs(theirs)).map(({ id }) => id), [other.id]);
  }); // prettier-ignore

  it('come in pages, none twice and none left out', async () => {
    const tenant = tenants();
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) ids.push((await software().createConfig(tenant, config())).id);
    // As many at one moment: then the id decides.
    await database.query(`UPDATE software_config SET created_at = '2020-01-01' WHERE id = ANY ($1::uuid[])`, [ids.slice(2, 5)]);
    const all = (await software().listConfigs(tenant)).map(({ id }) => id);
    const paged = await pages(3, (page) => software().listConfigs(tenant, page));
    assert.deepEqual(paged, all);
    assert.deepEqual([...all].sort(), [...ids].sort());
    for (const marker of ['nope', randomUUID()])
      assert.equal((await software().listConfigs(tenant, { marker })).length, 7, 'a marker that is not there is none');
    assert.deepEqual(await software().listConfigs(tenant, { limit: 0 }), []);

    const deployed: string[] = [];
    for (let n = 0; n < 7; n += 1) deployed.push((await software().createDeployment(tenant, deployment(ids[0]!, `s${String(n % 2)}`))).id);
    assert.deepEqual(await pages(2, (page) => software().listDeployments(tenant, page)), deployed);
    const ofServer = await pages(2, (page) => software().listDeployments(tenant, { ...page, server: 's1' }));
    assert.deepEqual(ofServer, deployed.filter((_, n) => n % 2 === 1));
  }); // prettier-ignore

  it('are paged by an index, from wherever the page begins', async () => {
    const tenant = tenants();
    const { id } = await software().createConfig(tenant, config());
    await database.query(
      `INSERT INTO software_config (id, tenant, name, config, definition, created_at)
       SELECT gen_random_uuid(), 't' || n % 50, 'n', (SELECT config FROM software_config WHERE id = $1), '', now() - n * interval '1 s'
         FROM generate_series(1, 5000) AS n`,
      [id],
    );
    await database.query(
      `INSERT INTO software_deployment (id, tenant, server, config, created_at)
       SELECT gen_random_uuid(), 't' || n % 50, 's' || n % 500, $1, now() - n * interval '1 s' FROM generate_series(1, 5000) AS n`,
      [id],
    );
    await database.query(`ANALYZE software_config, software_deployment`);
    const seen: string[] = [];
    const explained = {
      query: async (sql: string, values: unknown[]) => {
        const rows = await database.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`, values);
        seen.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return [];
      },
    } as unknown as DataSource;
    const store = softwareStore(explained);
    const marker = randomUUID();
    await store.listConfigs('t7', { limit: 10, marker });
    await store.listDeployments('t7', { limit: 10, marker });
    await store.listDeployments('t7', { limit: 10, marker, server: 's7' });
    assert.equal(seen.length, 3);
    for (const plan of seen) {
      assert.match(plan, /Index Cond: .*ROW\(created_at, id\)/, plan);
      assert.doesNotMatch(plan, /Sort Key/, plan);
    }
  }); // prettier-ignore

  it('list a server’s configs by their names, as Python orders them', async () => {
    const tenant = tenants();
    for (const name of ['b', 'a', 'B', null, 'a-0', 'é'])
      await software().createDeployment(tenant, deployment((await software().createConfig(tenant, config({ name }))).id, 's1'));
    assert.deepEqual((await software().configsOfServer(tenant, 's1')).map(({ name }) => name), [null, 'B', 'a', 'a-0', 'b', 'é']);
  }); // prettier-ignore

  it('have limits', async () => {
    const tenant = tenants();
    const made = await software().createConfig(tenant, config());
    const full = { softwareConfigs: 1 };
    await assert.rejects(software(full).createConfig(tenant, config()), is('software.limit'));
    assert.ok(await software(full).createConfig(tenants(), config()), 'of another tenant');
    await assert.rejects(software({ textBytes: 5 }).createConfig(tenant, config()), is('request.too-large'));
    const ask = deployment(made.id, 's1');
    await software({ softwareDeployments: 1 }).createDeployment(tenant, ask);
    await assert.rejects(software({ softwareDeployments: 1 }).createDeployment(tenant, ask), is('software.limit'));
    await assert.rejects(software({ deploymentsPerServer: 1 }).createDeployment(tenant, ask), is('software.limit'));
    await software({ deploymentsPerServer: 1 }).createDeployment(tenant, deployment(made.id, 's2'));
  }); // prettier-ignore

  it('are read as far as memory allows', async () => {
    const tenant = tenants();
    const made = await software().createConfig(tenant, config({ config: 'x'.repeat(900) }));
    for (const server of ['s1', 's1', 's2'])
      await software().createDeployment(tenant, deployment(made.id, server));
    const few = software({ softwareAnswerBytes: 2_000 });
    await assert.rejects(few.configsOfServer(tenant, 's1'), is('software.limit'));
    assert.equal((await few.configsOfServer(tenant, 's2')).length, 1);
    const fewer = software({ softwareAnswerBytes: 200 });
    await assert.rejects(fewer.listDeployments(tenant), is('software.limit'));
    assert.equal((await fewer.listDeployments(tenant, { server: 's1', limit: 1 })).length, 1);
    assert.deepEqual(await few.listDeployments(tenants()), []);
  });

  it('never lose a config that a deployment has, whoever comes first', async () => {
    const tenant = tenants();
    for (let n = 0; n < 20; n += 1) {
      const { id } = await software().createConfig(tenant, config());
      const [deployed, deleted] = await Promise.allSettled([
        software().createDeployment(tenant, deployment(id, `s${String(n)}`)),
        software().deleteConfig(tenant, id),
      ]);
      const codes = [deployed, deleted].map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'done'));
      assert.ok(
        ['done,software-config.in-use', 'software-config.not-found,done'].includes(codes.join()),
        codes.join(),
      );
    }
    // The delete waits for the deployment that is being made.
    const { id } = await software().createConfig(tenant, config());
    const runner = database.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`INSERT INTO software_deployment (id, tenant, server, config) VALUES (gen_random_uuid(), $1, 's', $2)`, [tenant, id]);
    const refused = assert.rejects(software().deleteConfig(tenant, id), is('software-config.in-use'));
    await runner.commitTransaction();
    await runner.release();
    await refused;
  }); // prettier-ignore

  it('are sealed, and kept once however often they are used', async () => {
    const tenant = tenants();
    const text = `${SCRIPT} of ${tenant}`;
    const [one, two] = [
      await software().createConfig(tenant, config({ config: text, inputs: [{ name: 'key', value: VALUE }] })),
      await software().createConfig(tenant, config({ config: text })),
    ];
    const deployed = await software().createDeployment(tenant, { ...deployment(one.id, 's1'), inputValues: { key: VALUE } });
    await software().updateDeployment(tenant, deployed.id, { outputValues: { out: VALUE }, statusReason: VALUE });
    const column = async (sql: string) => (await database.query<{ v: string }[]>(sql)).map(({ v }) => v);
    for (const table of ['blob', 'software_config', 'software_deployment'])
      for (const row of await column(`SELECT ${table}::text AS v FROM ${table}`)) {
        assert.ok(!row.includes(SCRIPT) && !row.includes(VALUE), row);
      }
    const hash = sealer.digest(JSON.stringify(text));
    const there = () => column(`SELECT hash AS v FROM blob WHERE hash = '${hash}'`);
    assert.deepEqual(await there(), [hash]);

    const purge = async () => {
      await database.query(`UPDATE blob SET used_at = now() - interval '2 days'`);
      await purgeBlobs(database, '', Date.now());
    };
    await software().deleteConfig(tenant, two.id);
    await purge();
    assert.deepEqual(await there(), [hash], 'the other one has it');
    await software().deleteDeployment(tenant, deployed.id);
    await software().deleteConfig(tenant, one.id);
    await purge();
    assert.deepEqual(await there(), []);
  }); // prettier-ignore
});

async function pages(
  limit: number,
  list: (page: { limit: number; marker?: string }) => Promise<readonly { readonly id: string }[]>,
): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const marker = ids.at(-1);
    const page = await list({ limit, ...(marker === undefined ? {} : { marker }) });
    ids.push(...page.map(({ id }) => id));
    if (page.length < limit) return ids;
  }
}
