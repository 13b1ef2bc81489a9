import assert from 'node:assert/strict';
import { DataSource } from 'typeorm';
import { Foundation1795000000000 } from '../../services/engine/store/migrations/1-foundation.js';
import { listRevisions } from '../../services/engine/store/list-revisions.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { loadRevision } from '../../services/engine/store/revisions.js';
import { findStack } from '../../services/engine/store/stacks.js';
import { PostgresTurnStore } from '../../services/engine/store/turn-store.js';
import { NO_MODES } from '../../services/engine/core/goal.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const ID = '07000000-0000-4000-8000-000000000007';

describe('a database of the foundation', function () {
  this.timeout(30_000);
  let test: TestDatabase;

  before(async () => {
    test = await freshDatabase();
    const old = new DataSource({ type: 'postgres', url: test.url, migrations: [Foundation1795000000000] });
    await old.initialize();
    await old.runMigrations();
    await old.query(`INSERT INTO blob VALUES ('h', 'template')`);
    await old.query(
      `INSERT INTO stack (id, tenant, name, root, shard, revision, goal_action, disable_rollback, tags, description, seen, completed, status)
       VALUES ($1, 't', 'shop', $1, 7, 2, 'UPDATE', false, '{}', 'what it is', 1, 1, 'COMPLETE')`,
      [ID],
    );
    await old.query(
      `INSERT INTO revision (stack, number, action, template, request, goal, view)
       VALUES ($1, 1, 'CREATE', 'h', '{}', '{}', '{}'), ($1, 2, 'UPDATE', 'h', '{}', '{}', '{}')`,
      [ID],
    );
    await old.destroy();
  });
  after(() => test.drop());

  it('is taken over with all its revisions, and can be given back', async () => {
    const database = await openDatabase({ url: test.url, poolSize: 4, applicationName: 'migrations' });
    try {
      const stack = await findStack(database, 't', 'shop');
      assert.deepEqual(
        [stack?.status, stack?.base, stack?.since, stack?.protected, stack?.modes],
        ['IN_PROGRESS', 2, 2, false, { ...NO_MODES, rollback: true }],
      );
      const seal = { seal: (text: string) => text, open: (text: string) => text };
      const [goal] = await new PostgresTurnStore(database, seal).loadNewRevisions([7]);
      assert.deepEqual([goal?.number, goal?.asked, goal?.goalText], [2, 2, '{}']);
      const revisions = await listRevisions(database, ID);
      assert.deepEqual(
        revisions.map(({ number, askedFor, resources, goal: text }) => [number, askedFor, resources, text]),
        [
          [2, 'update', null, '{}'],
          [1, 'create', null, '{}'],
        ],
      );
      await database.query(
        `INSERT INTO revision (stack, number, action, base, since, asked, asked_for, modes) VALUES ($1, 3, 'CHECK', 2, 2, 3, 'check', '{}')`,
        [ID],
      );
      assert.equal((await loadRevision(database, ID))?.number, 3);
      while ((await appliedMigrations(database)) > 1) await database.undoLastMigration();
      const left = await database.query<{ number: number; goal: string; template: string }[]>(
        `SELECT number, goal, template FROM revision WHERE number = 3`,
      );
      assert.deepEqual(left, [{ number: 3, goal: '{}', template: 'h' }], 'each has its own goal again');
    } finally {
      await database.destroy();
    }
  });
});

describe('a database of a newer version', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  after(() => test.drop());

  it('is refused, and left as it is', async () => {
    const options = { url: test.url, poolSize: 2, applicationName: 'newer' };
    const database = await openDatabase(options);
    await database.query(
      `INSERT INTO migrations (timestamp, name) VALUES (1999900000000, 'Later1999900000000')`,
    );
    await assert.rejects(openDatabase(options), (error: { code?: string; message: string }) => {
      assert.equal(error.code, 'store.too-new');
      assert.match(error.message, /Later1999900000000/);
      return true;
    });
    assert.equal(await appliedMigrations(database), database.migrations.length + 1);
    await database.query(`DELETE FROM migrations WHERE name = 'Later1999900000000'`);
    await (await openDatabase(options)).destroy();
    await database.destroy();
  });
});

async function appliedMigrations(database: DataSource): Promise<number> {
  const [row] = await database.query<{ count: number }[]>(`SELECT count(*)::int FROM migrations`);
  return row?.count ?? 0;
}
