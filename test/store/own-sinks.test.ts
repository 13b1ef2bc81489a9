import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { NO_MODES, type GoalAction } from '../../services/engine/core/goal.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { OwnOutboxTable } from '../../services/engine/store/own-outbox.js';
import { purgeStore } from '../../services/engine/store/purge/purge-store.js';
import { EMPTY_GOAL, insertRevision, type NewRevision } from '../../services/engine/store/revisions.js';
import { rollBack } from '../../services/engine/store/roll-back.js';
import { insertStack } from '../../services/engine/store/stacks.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const SHARDS = [{ id: 7, epoch: 0 }];
const HOUR_MS = 3_600_000;
const NOW_MS = 1_800_000_000_000;
const plain = { seal: (text: string) => text, open: (text: string) => text };

describe('own sinks in the store', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let database: DataSource;
  let outbox: OwnOutboxTable;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 4, applicationName: 'own sinks' });
    outbox = new OwnOutboxTable(database);
  });
  after(async () => {
    await database.destroy();
    await test.drop();
  });

  const goal = (eventSinks: string | null) => ({
    ...EMPTY_GOAL,
    template: `with ${String(eventSinks)}`,
    blobs: [{ hash: `with ${String(eventSinks)}`, content: '' }],
    eventSinks,
  });
  const revision = (number: number, action: GoalAction, of: NewRevision['goal']): NewRevision => ({
    number, action, since: number, asked: number, askedFor: action, modes: NO_MODES, goal: of,
    disableRollback: true, timeoutMins: null, tags: [],
  }); // prettier-ignore
  const create = async (eventSinks: string | null) => {
    const id = randomUUID();
    const stack = { id, tenant: 't', name: id, shard: 7, idempotencyKey: undefined };
    await insertStack(database, stack, revision(1, 'CREATE', goal(eventSinks)), 100);
    return id;
  };
  const happen = async (id: string, events: number, time = NOW_MS) => {
    await database.query(
      `WITH moved AS (UPDATE stack SET event = event + $2 WHERE id = $1 RETURNING event)
       INSERT INTO event SELECT $1, n, $3, 'r', 'T', '', 'CREATE', 'COMPLETE', ''
         FROM moved, generate_series(moved.event - $2 + 1, moved.event) AS n`,
      [id, events, time],
    );
  };
  /** Whose environment names the sinks, what they are, and up to where they have the events; undefined: nothing is owed. */
  const owed = async (id: string) => {
    const [owing] = await outbox.owing([id], SHARDS);
    return owing && [owing.revision, owing.sinks, owing.reached, owing.newest];
  };

  it('are those of the goal that the stack has, and begin with what happens from then on', async () => {
    const id = await create(null);
    await happen(id, 3);
    assert.equal(await owed(id), undefined);
    await insertRevision(database, id, revision(2, 'UPDATE', goal('two')));
    assert.equal(await owed(id), undefined, 'they owe nothing of before');
    await happen(id, 1);
    assert.deepEqual(await owed(id), [2, 'two', 3, 4]);
    await insertRevision(database, id, revision(3, 'CHECK', 2));
    assert.deepEqual(await owed(id), [2, 'two', 3, 4]);
    await insertRevision(database, id, revision(4, 'UPDATE', goal('four')));
    assert.deepEqual(
      await owed(id),
      [4, 'four', 3, 4],
      'what was not taken yet is for those that are there now',
    );
    await insertRevision(database, id, revision(5, 'UPDATE', 1));
    await happen(id, 2);
    assert.equal(await owed(id), undefined);
    await insertRevision(database, id, revision(6, 'UPDATE', 4));
    await happen(id, 1);
    assert.deepEqual(await owed(id), [4, 'four', 6, 7]);
    await insertRevision(database, id, revision(7, 'DELETE', EMPTY_GOAL));
    assert.deepEqual(await owed(id), [4, 'four', 6, 7]);
    await insertRevision(database, id, revision(8, 'DELETE', 7));
    await database.query(`UPDATE stack SET deleted_at = now() WHERE id = $1`, [id]);
    assert.deepEqual(await owed(id), [4, 'four', 6, 7], 'also once it is deleted');
  });

  it('come back with a way back, and stay with one that leads to nothing', async () => {
    const id = await create('one');
    await happen(id, 1);
    await database.query(`UPDATE stack SET seen = 1, completed = 1 WHERE id = $1`, [id]);
    await insertRevision(database, id, revision(2, 'UPDATE', goal(null)));
    await happen(id, 2);
    assert.equal(await rollBack(database, { id, revision: 2 }), 3);
    await happen(id, 1);
    assert.deepEqual(await owed(id), [1, 'one', 3, 4]);

    const none = await create('one');
    await happen(none, 1);
    assert.equal(await rollBack(database, { id: none, revision: 1 }), 2);
    assert.deepEqual(await owed(none), [1, 'one', 0, 1]);
  });

  it('are told a page at a time, by the owner of the shard alone, and a cursor never goes back', async () => {
    const id = await create('one');
    const other = await create(null);
    await happen(id, 3, NOW_MS - HOUR_MS);
    await happen(id, 3);
    await happen(other, 3);
    const page = async (after: number, sinceMs: number, most: number, shards = SHARDS) => {
      const found = await outbox.page(id, { after, sinceMs, most }, shards);
      return found && [found.revision, found.newest, found.events.map(({ sequence }) => sequence)];
    };
    assert.deepEqual(await page(0, 0, 4), [1, 6, [1, 2, 3, 4]]);
    assert.deepEqual(await page(4, 0, 4), [1, 6, [5, 6]]);
    assert.deepEqual(await page(0, NOW_MS - 1, 9), [1, 6, [4, 5, 6]]);
    assert.deepEqual(await page(6, 0, 9), [1, 6, []]);
    assert.equal(await page(0, 0, 9, [{ id: 7, epoch: 1 }]), undefined);
    assert.equal(await page(0, 0, 9, [{ id: 8, epoch: 0 }]), undefined);
    const [event] = (await outbox.page(id, { after: 0, sinceMs: 0, most: 1 }, SHARDS))?.events ?? [];
    assert.deepEqual([event?.stack.id, event?.stack.tenant, event?.stack.name], [id, 't', id]);
    assert.deepEqual(await outbox.owing([id], [{ id: 7, epoch: 1 }]), []);

    const behind = async () => {
      const { stackIds, events } = await outbox.behind([7], 100);
      return [stackIds.includes(id), stackIds.includes(other), events];
    };
    const [mine, others, before] = await behind();
    assert.deepEqual([mine, others], [true, false]);
    await outbox.advance([{ stack: id, event: 4 }]);
    await outbox.advance([{ stack: id, event: 2 }]);
    assert.deepEqual(await owed(id), [1, 'one', 4, 6]);
    assert.deepEqual(await page(2, 0, 9), [1, 6, [5, 6]], 'whatever the relay has heard last');
    const { reached } = (await outbox.page(id, { after: 2, sinceMs: 0, most: 1 }, SHARDS)) ?? {};
    assert.equal(reached, 4);
    assert.equal((await behind())[2], Number(before) - 4);
    await outbox.advance([{ stack: id, event: 6 }]);
    assert.equal((await behind())[0], false);
  });

  it('keep events from the purge while these are young, and deleted stacks too', async () => {
    const purge = purgeStore(database, plain);
    const id = await create('one');
    await happen(id, 3, NOW_MS - 2 * HOUR_MS);
    await happen(id, 3);
    const none = await create(null);
    await happen(none, 6);
    const left = async (of: string) => {
      while ((await purge.events([of], { sinceMs: null, most: 1 }, NOW_MS - HOUR_MS)) > 0);
      const rows = await database.query<{ event: string }[]>(`SELECT event FROM event WHERE stack = $1 ORDER BY event`, [of]); // prettier-ignore
      return rows.map(({ event }) => Number(event));
    };
    assert.deepEqual(await left(none), [6], 'who has no sinks waits for none');
    assert.deepEqual(await left(id), [4, 5, 6]);
    await outbox.advance([{ stack: id, event: 5 }]);
    assert.deepEqual(await left(id), [6]);

    const isThere = async (ownSinceMs: number) => {
      await purge.deletedStacks(NOW_MS, ownSinceMs);
      return (await database.query<object[]>(`SELECT FROM stack WHERE id = $1`, [id])).length === 1;
    };
    const at = (ms: number) =>
      database.query(`UPDATE stack SET deleted_at = to_timestamp($2::float8 / 1000) WHERE id = $1`, [id, ms]);
    await at(NOW_MS - HOUR_MS / 2);
    assert.ok(await isThere(NOW_MS - HOUR_MS));
    assert.ok(!(await isThere(NOW_MS)), 'once they are old, they go');
    await purge.sinks(NOW_MS * 2);
    const sinks = await database.query<{ name: string }[]>(`SELECT name FROM event_sink`);
    assert.deepEqual(
      sinks.map(({ name }) => name),
      ['own'],
      'no operator has it in any settings, and it stays',
    );
  });
});
