import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

describe('an engine whose database has no room left', function () {
  this.timeout(60_000);
  let bench: EngineBench;
  before(async () => {
    bench = await EngineBench.open({ shardLeaseMs: 1_000 });
    // What PostgreSQL answers to any write that needs another page.
    await bench.database.query(
      `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`,
    );
  });
  after(() => bench.close());

  const tables = async () => {
    const rows = await bench.database.query<{ name: string }[]>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    return rows.map(({ name }) => name);
  };
  const fill = async () => {
    for (const table of await tables())
      await bench.database.query(
        `CREATE TRIGGER no_room BEFORE INSERT OR UPDATE OR DELETE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION no_room()`,
      );
  };
  const empty = async () => {
    for (const table of await tables()) await bench.database.query(`DROP TRIGGER no_room ON ${table}`);
  };
  const rowsOf = async (id: string) =>
    JSON.stringify(
      await bench.database.query(`SELECT ordinal, name, physical, state FROM instance WHERE stack = $1`, [
        id,
      ]),
    );

  it('acknowledges and begins nothing meanwhile, and goes on by itself, with nothing done twice', async () => {
    for (const name of ['a', 'b']) bench.peers.hanging.add(`create ${name}`);
    const template = templateOf({ a: { kind: 'a' }, b: { kind: 'b' }, c: { kind: 'c', depends_on: 'a' } });
    const { id } = await bench.useCases.createStack(TENANT, { name: 'shop', template });
    const begun = async () => (await rowsOf(id)).includes('"b"');
    await waitFor(begun, 'its jobs to be dispatched');
    const before = await rowsOf(id);
    await fill();
    bench.peers.release('create a');
    bench.peers.release('create b');
    await waitFor(() => bench.peers.done.includes('create b'), 'the jobs to be done');
    await assert.rejects(
      bench.useCases.createStack(TENANT, { name: 'other', template }),
      (error: { code?: string; retry?: string }) => {
        assert.deepEqual([error.code, error.retry], ['store.unavailable', 'later']);
        return true;
      },
    );
    // Long enough for its leases to run out, too.
    const leased = async () => {
      const [row] = await bench.database.query<{ held: number }[]>(
        `SELECT count(*)::int AS held FROM shard WHERE lease_until > now()`,
      );
      return (row?.held ?? 0) > 0;
    };
    await waitFor(async () => !(await leased()), 'the leases to run out');
    assert.equal(await rowsOf(id), before);
    assert.ok(!bench.peers.done.includes('create c'), 'nothing is begun that is not written down');
    await empty();
    await bench.reaches(id, 'CREATE_COMPLETE');
    assert.deepEqual([...bench.peers.things.values()].map(({ properties }) => properties['kind']).sort(), ['a', 'b', 'c']); // prettier-ignore
    await bench.create('other', templateOf({ d: { kind: 'd' } }));
  });
});
