import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { silentLogger } from '../../lib/log.js';
import { engineConfig } from '../../services/engine/config.js';
import { buildEngine, type Engine } from '../../services/engine/engine.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';

const empty = { heat_template_version: '2018-08-31', resources: {} };
const TENANT = 'tests';

describe('an engine whose database was away', function () {
  this.timeout(40_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-outage-'));
  let test: TestDatabase;
  let database: DataSource;
  let engine: Engine;
  let admin: pg.Client;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 6, applicationName: 'outage' });
    const config = engineConfig.parse({
      id: 'lonely',
      keyFile: join(directory, 'key'),
      shardLeaseMs: 1_000,
      limits: { stacks: 4 },
    });
    engine = buildEngine(config, database, silentLogger);
    await engine.start();
    admin = new pg.Client({ ...test.connection, application_name: 'admin' });
    await admin.connect();
  });

  after(async () => {
    await engine.stop();
    await database.destroy();
    await admin.end();
    await test.drop();
    rmSync(directory, { recursive: true });
  });

  it('lives on after all its sessions were ended, though its leases ran out meanwhile', async () => {
    const first = await complete('before');
    const kept = await complete('kept');
    // As if another engine had had its stacks in between, and made something.
    await admin.query(
      `INSERT INTO instance (stack, ordinal, name, type, node, physical, digest, applied, state, seen)
       VALUES ($1, 1, 'made', 'OS::Heat::None', '', 'elsewhere', 'd', $2, $3, '')`,
      [
        kept,
        JSON.stringify({ text: '{}', secrets: [], volatile: [], digest: 'd' }),
        JSON.stringify({ e: 1, f: 1, a: 'CREATE', s: 'COMPLETE', at: [1, 1, 1] }),
      ],
    );
    await admin.query(`UPDATE shard SET lease_until = now() - interval '1 s', epoch = epoch + 1`);
    const { rows } = await admin.query<{ ended: boolean }>(
      `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE application_name = 'outage'`,
    );
    assert.ok(rows.length > 0);
    await waitFor(() => lives(), 'its lock to be held again', 15_000);
    await complete('afterwards');
    await waitFor(
      async () =>
        engine.useCases.deleteStack(TENANT, first).then(
          () => true,
          () => false,
        ),
      'the delete to be taken',
    );
    await waitFor(
      async () => (await engine.useCases.showStack(TENANT, first)).deletedAt !== null,
      'what it had before to be gone',
    );
    await waitFor(
      async () => (await engine.useCases.listResources(TENANT, kept)).some(({ name }) => name === 'made'),
      'what the other engine made to be known',
    );
  });

  it('refuses more stacks than a tenant may have, but not another try of the last', async () => {
    await complete('second');
    const last = await engine.useCases.createStack(
      TENANT,
      { name: 'third', template: empty },
      { idempotencyKey: 'k' },
    );
    const create = (name: string, idempotencyKey?: string) =>
      engine.useCases.createStack(
        TENANT,
        { name, template: empty },
        idempotencyKey ? { idempotencyKey } : {},
      );
    await assert.rejects(create('fourth'), { code: 'stack.limit' });
    await assert.rejects(create('third'), { code: 'stack.exists' });
    assert.equal((await create('third', 'k')).id, last.id);
    assert.ok(
      (await engine.useCases.createStack('others', { name: 'fourth', template: empty })).id,
      'others have a limit of their own',
    );
  });

  async function complete(name: string): Promise<string> {
    let id = '';
    // A session that was ended is noticed by the first who uses it, and there may be several.
    const created = () =>
      engine.useCases.createStack(TENANT, { name, template: empty }, { idempotencyKey: name }).then(
        (stack) => ((id = stack.id), true),
        () => false,
      );
    await waitFor(created, `${name} to be taken`);
    await waitFor(
      async () => (await engine.useCases.showStack(TENANT, id)).status === 'COMPLETE',
      `${name} to be complete`,
      15_000,
    );
    return id;
  }

  async function lives(): Promise<boolean> {
    const { rows } = await admin.query<{ held: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended('lonely', 0)) AS free, pg_advisory_unlock_all()`,
    );
    return (rows[0] as { free?: boolean } | undefined)?.free === false;
  }
});
