import assert from 'node:assert/strict';
import type { DataSource } from 'typeorm';
import { silentLogger } from '../../lib/log.js';
import { Purger, type Retention } from '../../services/engine/app/purger.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { OutboxTable } from '../../services/engine/store/outbox.js';
import { purgeStore } from '../../services/engine/store/purge/purge-store.js';
import { KEEP_BLOBS } from '../../services/engine/store/revisions.js';
import { systemClock } from '../../lib/clock.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const DAY_MS = 86_400_000;
const FOR_EVER: Retention = {
  everyMs: 1,
  events: { days: 0, perStack: 0 },
  logLines: { days: 0, perResource: 0 },
  failures: { days: 0, perStack: 0 },
  revisions: { days: 0, perStack: 0 },
  deletedStackDays: 0,
  deletedSnapshotDays: 0,
  sinkDays: 0,
  ownEventsMs: 0,
};
const sealed = {
  seal: (text: string) => `sealed ${text}`,
  open: (text: string) => text.replace(/^sealed /, ''),
};
const idOf = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;

describe('the purge', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let database: DataSource;
  let stacks = 0;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 4, applicationName: 'purge' });
  });
  after(async () => {
    await database.destroy();
    await test.drop();
  });

  const purge = async (retention: Partial<Retention>): Promise<Record<string, number>> => {
    const gone: Record<string, number> = {};
    const purged = (what: string, rows: number) => (gone[what] = (gone[what] ?? 0) + rows);
    const ports = { store: purgeStore(database, sealed), clock: systemClock, log: silentLogger, purged };
    await new Purger(ports, { ...FOR_EVER, ...retention }).purge();
    return gone;
  };
  const column = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    (await database.query<Record<string, T>[]>(sql, values)).map((row) => Object.values(row)[0] as T);

  /** A stack at revision 8, reached 6, seen 8; each revision its own goal but for those named. */
  const stack = async (more: { bases?: Record<number, number>; deletedDays?: number } = {}) => {
    stacks += 1;
    const id = idOf(stacks);
    await database.query(
      `INSERT INTO stack (id, tenant, name, root, shard, revision, asked, goal_action, disable_rollback, tags, description, seen, completed, event, deleted_at)
       VALUES ($1, 't', $2, $1, 7, 8, 8, 'UPDATE', true, '{}', '', 8, 6, 20, now() - $3 * interval '1 day')`,
      [id, `s${String(stacks)}`, more.deletedDays ?? null],
    );
    for (let n = 1; n <= 8; n += 1) {
      const base = more.bases?.[n] ?? n;
      await database.query(`INSERT INTO blob (hash, content) VALUES ($1, '') ON CONFLICT DO NOTHING`, [`${id} ${n}`]); // prettier-ignore
      await database.query(
        `INSERT INTO revision (stack, number, action, base, since, asked, asked_for, modes, template, request, goal, view, created_at)
         VALUES ($1, $2, 'UPDATE', $3, $3, $2, '', '{}', $4, '{}', '', '{}', now() - (9 - $2::int) * interval '1 day')`,
        [id, n, base, base === n ? `${id} ${n}` : null],
      );
    }
    await database.query(
      `INSERT INTO event SELECT $1, n, $2::float8 - (20 - n) * ${String(DAY_MS)}, 'r', 'T', '', 'CREATE', 'COMPLETE', '' FROM generate_series(1, 20) AS n`,
      [id, Date.now() - DAY_MS / 2],
    );
    return id;
  };
  const eventsOf = (id: string) =>
    column<string>(`SELECT event FROM event WHERE stack = $1 ORDER BY event`, [id]).then((all) =>
      all.map(Number),
    );
  const revisionsOf = (id: string) =>
    column<number>(`SELECT number FROM revision WHERE stack = $1 ORDER BY number`, [id]);

  it('keeps everything where nothing is limited', async () => {
    const id = await stack();
    assert.deepEqual(await purge({}), {});
    assert.equal((await eventsOf(id)).length, 20);
  });

  it('takes events by age and by number, but none that a sink does not have', async () => {
    const [old, many, waiting] = [await stack(), await stack(), await stack()];
    const outbox = new OutboxTable(database);
    await outbox.register('amqp');
    await database.query(`UPDATE event_cursor SET event = 3 WHERE stack = $1`, [waiting]);
    await purge({ events: { days: 5, perStack: 0 } });
    assert.deepEqual(await eventsOf(old), [16, 17, 18, 19, 20]);
    assert.deepEqual((await eventsOf(waiting))[0], 4);
    await purge({ events: { days: 0, perStack: 2 } });
    assert.deepEqual(await eventsOf(many), [19, 20]);
    assert.equal((await eventsOf(waiting)).length, 17);
    await database.query(`UPDATE event_sink SET heard_at = now() - interval '8 days'`);
    assert.deepEqual((await purge({ sinkDays: 7, events: { days: 0, perStack: 2 } }))['sinks'], 1);
    assert.deepEqual(await eventsOf(waiting), [19, 20]);
    assert.deepEqual(await column(`SELECT sink FROM event_cursor`), []);
  });

  it('takes log lines, but none of a job that runs', async () => {
    const id = await stack();
    const line = (name: string, n: number, days: number, fence = 1) =>
      database.query(
        `INSERT INTO log_line (stack, name, time, action, line, ordinal, fence) VALUES ($1, $2, $3, '', $4, 1, $5)`,
        [id, name, Date.now() - days * DAY_MS, String(n), fence],
      );
    await database.query(
      `INSERT INTO job (stack, ordinal, action, fence, worker, attempt, revision, changes, since) VALUES ($1, 1, 'create', 2, 'w', 1, 8, '[]', 0)`,
      [id],
    );
    await line('a', 0, 40, 2);
    for (let n = 1; n <= 6; n += 1) await line('a', n, 40 - n * 5);
    await line('b', 7, 12);
    const lines = () =>
      column<string>(`SELECT line FROM log_line WHERE stack = $1 ORDER BY id`, [id]).then((all) =>
        all.join(' '),
      );
    await purge({ logLines: { days: 18, perResource: 0 } });
    assert.equal(await lines(), '0 5 6 7');
    await purge({ logLines: { days: 0, perResource: 1 } });
    assert.equal(await lines(), '0 6 7');
  });

  it('takes failures, but none under the goal that the stack has or goes back from', async () => {
    const id = await stack();
    await database.query(
      `INSERT INTO failure SELECT $1, n, 1, n, 0, 'r', 'T', '', 'create', 1, 'permanent', '' FROM generate_series(1, 8) AS n`,
      [id],
    );
    await purge({ failures: { days: 1, perStack: 0 } });
    assert.deepEqual(await column(`SELECT revision FROM failure WHERE stack = $1 ORDER BY 1`, [id]), [7, 8]);
  });

  it('takes revisions, but none that a stack, a way back or a snapshot needs', async () => {
    const id = await stack({ bases: { 6: 2 } });
    await database.query(
      `INSERT INTO snapshot (id, stack, revision, name, status, reason) VALUES (gen_random_uuid(), $1, 4, '', 'COMPLETE', '')`,
      [id],
    );
    await database.query(`UPDATE stack SET revision = 9, asked = 9 WHERE id = $1`, [id]);
    await database.query(
      `INSERT INTO revision (stack, number, action, base, since, asked, asked_for, modes) VALUES ($1, 9, 'ROLLBACK', 2, 9, 9, '', '{}')`,
      [id],
    );
    await purge({ revisions: { days: 1, perStack: 0 } });
    // The goal that was reached, the snapshot's, the reached one, and from the seen one on, of which it goes back.
    assert.deepEqual(await revisionsOf(id), [2, 4, 6, 8, 9]);
    const few = await stack();
    await purge({ revisions: { days: 0, perStack: 4 } });
    assert.deepEqual(await revisionsOf(few), [5, 6, 7, 8]);
    await assert.rejects(database.query(`DELETE FROM revision WHERE stack = $1 AND number = 2`, [id]));
  });

  it('takes what snapshots of deleted stacks kept, but not while a stack brings it back', async () => {
    const [gone, living] = [await stack({ deletedDays: 9 }), await stack()];
    await database.query(
      `INSERT INTO snapshot (id, stack, revision, name, status, reason) SELECT gen_random_uuid(), $1, n, '', 'COMPLETE', '' FROM generate_series(3, 4) AS n`,
      [gone],
    );
    await database.query(
      `INSERT INTO snapshot_resource SELECT $1, n, 'r', '', 'T', '' FROM generate_series(3, 4) AS n`,
      [gone],
    );
    await database.query(`UPDATE revision SET modes = $2 WHERE stack = $1 AND number = 8`, [
      living,
      JSON.stringify({ requests: [{ verb: 'restore', argument: `3 ${gone}`, number: 8 }] }),
    ]);
    const kept = () => column(`SELECT revision FROM snapshot_resource WHERE stack = $1`, [gone]);
    await purge({ deletedSnapshotDays: 10 });
    assert.equal((await kept()).length, 2);
    await purge({ deletedSnapshotDays: 8, deletedStackDays: 8 });
    assert.deepEqual(await kept(), [3]);
    assert.deepEqual(await column(`SELECT id FROM stack WHERE id = $1`, [gone]), [gone]);
    await database.query(`UPDATE stack SET completed = 8 WHERE id = $1`, [living]);
    await purge({ deletedSnapshotDays: 8, deletedStackDays: 8 });
    assert.deepEqual(await column(`SELECT id FROM stack WHERE id = $1`, [gone]), []);
  });

  it('takes deleted stacks with all that was theirs, once every sink has all of it, and then what only they used', async () => {
    const [gone, young, living] = [
      await stack({ deletedDays: 9 }),
      await stack({ deletedDays: 2 }),
      await stack(),
    ];
    for (const hash of ['file', 'shared', 'nobody'])
      await database.query(`INSERT INTO blob (hash, content) VALUES ($1, '')`, [hash]);
    const request = (...hashes: string[]) =>
      sealed.seal(JSON.stringify({ fileHashes: Object.fromEntries(hashes.map((hash) => [hash, hash])) }));
    const ask = `UPDATE revision SET request = $2, blobs = NULL WHERE stack = $1 AND number = 1`;
    await database.query(ask, [gone, request('file', 'shared')]);
    await database.query(ask, [living, request('shared')]);
    await database.query(`UPDATE blob SET used_at = now() - interval '2 days'`);
    await database.query(`INSERT INTO event_sink (name) VALUES ('late')`);
    await purge({ deletedStackDays: 8 });
    assert.equal((await revisionsOf(gone)).length, 8);
    assert.deepEqual(await column(`SELECT hash FROM blob WHERE hash IN ('file', 'shared', 'nobody') ORDER BY 1`), ['file', 'shared']); // prettier-ignore
    await new OutboxTable(database).advance('late', [{ stack: gone, event: 20 }]);
    await purge({ deletedStackDays: 8 });
    assert.deepEqual([await revisionsOf(gone), await eventsOf(gone)], [[], []]);
    assert.deepEqual(await column(`SELECT stack FROM event_cursor`), []);
    assert.equal((await revisionsOf(young)).length, 8);
    assert.deepEqual(await column(`SELECT hash FROM blob WHERE hash IN ('file', 'shared')`), ['shared']);
    assert.equal((await column(`SELECT hash FROM blob WHERE hash LIKE $1`, [`${gone}%`])).length, 0);
    assert.equal((await column(`SELECT hash FROM blob WHERE hash LIKE $1`, [`${living}%`])).length, 8);
  });

  it('leaves a content that was sent again a moment ago', async () => {
    await database.query(
      `INSERT INTO blob (hash, content, used_at) VALUES ('again', '', now() - interval '9 days')`,
    );
    await database.query(KEEP_BLOBS, [['again'], ['']]);
    await purge({});
    assert.deepEqual(await column(`SELECT hash FROM blob WHERE hash = 'again'`), ['again']);
  });

  it('runs on one engine at a time', async () => {
    const store = purgeStore(database, sealed);
    let inside = false;
    const both = await store.alone(async () => {
      inside = await purgeStore(database, sealed).alone(() => Promise.resolve());
    });
    assert.deepEqual([both, inside], [true, false]);
    assert.equal(await store.alone(() => Promise.resolve()), true);
  });
});
