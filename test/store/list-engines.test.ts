import assert from 'node:assert/strict';
import type { DataSource } from 'typeorm';
import { listEngines } from '../../services/engine/store/list-engines.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { ShardTable } from '../../services/engine/store/shards.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';

const STATE = { hostname: 'h', leaseMs: 60_000, stacks: 1, facts: 2, jobs: 3, parked: 4, watches: 5, jobsByWorker: { w: 3 } }; // prettier-ignore

describe('the list of engines', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let database: DataSource;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 4, applicationName: 'engines' });
  });
  after(async () => {
    await database.destroy();
    await test.drop();
  });

  it('has what each said with its heartbeat, and those that are dead as long as they hold shards', async () => {
    const one = new ShardTable(database, { id: 'one', address: 'a:1', version: '1', state: () => STATE });
    const other = await openDatabase({ url: test.url, poolSize: 4, applicationName: 'other' });
    const two = new ShardTable(other, { id: 'two', address: '', version: '1' });
    await one.register();
    await two.register();
    await one.acquire(60_000, 200);
    await two.acquire(60_000, 56);
    await one.renew(60_000);
    await two.close();
    await other.destroy();
    const isDown = async () => (await listEngines(database))[1]?.up === false;
    await waitFor(isDown, 'the session of the other to end');
    const seen = (await listEngines(database)).map(({ id, address, shards, up, state }) => ({ id, address, shards, up, state })); // prettier-ignore
    assert.deepEqual(seen, [
      { id: 'one', address: 'a:1', shards: 200, up: true, state: STATE },
      { id: 'two', address: '', shards: 56, up: false, state: undefined },
    ]);
    await database.query(`UPDATE engine SET seen_at = now() - interval '61 s' WHERE id = 'one'`);
    assert.equal((await listEngines(database))[0]?.up, false, 'it stands still');
    await one.close();
  });
});
