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
});
