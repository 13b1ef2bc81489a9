import assert from 'node:assert/strict';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { ALL_SHARDS, ShardTable } from '../../services/engine/store/shards.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';

describe('shards', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let database: DataSource;
  let shards: ShardTable;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 4, applicationName: 'shards' });
    shards = new ShardTable(database, { id: 'one', address: '', version: '' });
    await shards.register();
    await shards.acquire(60_000, ALL_SHARDS);
  });
  after(async () => {
    await shards.close();
    await database.destroy();
    await test.drop();
  });

  it('are renewed in the order in which turns lock them, so that neither waits for the other for ever', async () => {
    // Now it lies behind the others in the table.
    await database.query(`UPDATE shard SET epoch = epoch WHERE id = 0`);
    const turn = database.createQueryRunner();
    await turn.query(`BEGIN`);
    await turn.query(`SELECT FROM shard WHERE id = 0 FOR SHARE`);
    const renewed = shards.renew(60_000);
    await waitFor(async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return (await database.query<object[]>(waiting)).length > 0;
    }, 'the renewal to wait for the turn');
    await turn.query(`SET LOCAL lock_timeout = '500ms'`);
    await turn.query(`SELECT FROM shard WHERE id > 0 ORDER BY id FOR SHARE`);
    await turn.query(`COMMIT`);
    await turn.release();
    assert.equal((await renewed).length, ALL_SHARDS);
  });

  it('hold the lock of an engine before its row is there, which the others would delete otherwise', async () => {
    const other = database.createQueryRunner();
    await other.query(`BEGIN`);
    await other.query(`INSERT INTO engine (id, lock_key, address, version) VALUES ('two', 0, '', '')`);
    const two = new ShardTable(database, { id: 'two', address: '', version: '' });
    const registered = two.register();
    await waitFor(async () => {
      const locks = await database.query<object[]>(
        `SELECT FROM pg_stat_activity a JOIN pg_locks l USING (pid)
          WHERE a.datname = current_database() AND a.wait_event_type = 'Lock' AND l.locktype = 'advisory' AND l.granted`,
      );
      return locks.length > 0;
    }, 'the row to be waited for by one that holds its lock');
    await other.query(`ROLLBACK`);
    await other.release();
    await registered;
    assert.deepEqual(
      (await shards.engines(60_000)).map(({ id }) => id),
      ['one', 'two'],
    );
    await two.unregister();
  });

  it('are an engine’s again at once after its session has broken', async () => {
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await waitFor(
      async () => (await shards.engines(60_000).catch(() => [])).some(({ id }) => id === 'one'),
      'the engine to be there again',
    );
    assert.equal((await shards.renew(60_000)).length, ALL_SHARDS);
  });
});
