import assert from 'node:assert/strict';
import type { DataSource } from 'typeorm';
import { claimThings, findClaims } from '../../services/engine/store/claims.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { EMPTY_GOAL } from '../../services/engine/store/revisions.js';
import { insertStack } from '../../services/engine/store/stacks.js';
import { NO_MODES } from '../../services/engine/core/goal.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const [ONE, TWO, NEVER] = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${String(n)}`) as [
  string,
  string,
  string,
];

describe('claims of things', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let database: DataSource;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 2, applicationName: 'claims' });
    const revision = {
      number: 1, action: 'CREATE', since: 1, asked: 1, askedFor: 'create', modes: NO_MODES, goal: EMPTY_GOAL,
      disableRollback: true, timeoutMins: null, tags: [],
    } as const; // prettier-ignore
    for (const id of [ONE, TWO])
      await insertStack(
        database,
        { id, tenant: 't', name: id, shard: 0, idempotencyKey: undefined },
        revision,
        9,
      );
  });
  after(async () => {
    await database.destroy();
    await test.drop();
  });

  const claim = async (key: string, stack: string, ordinal = 1) =>
    (await claimThings(database, [{ key, stack, ordinal }])).get(key);
  const holders = () =>
    database.query<object[]>(`SELECT key, stack, ordinal FROM claim WHERE key = 'file' ORDER BY key`);

  it('have one owner: they move within a stack, and stay from another one (R7)', async () => {
    assert.equal(await claim('file', ONE), undefined);
    assert.equal(await claim('file', ONE, 2), undefined);
    assert.equal(await claim('file', TWO), ONE);
    assert.deepEqual(await holders(), [{ key: 'file', stack: ONE, ordinal: 2 }]);
  });

  it('are found by their keys, with the shard of their stack', async () => {
    assert.deepEqual(await findClaims(database, ['file', 'nobody-s']), [
      { key: 'file', stack: ONE, ordinal: 2, shard: 0 },
    ]);
    assert.deepEqual(await findClaims(database, []), []);
  });

  it('are nothing to a stack that is gone: what it held is free', async () => {
    await database.query(`UPDATE stack SET deleted_at = now() WHERE id = $1`, [ONE]);
    assert.equal(await claim('other', ONE), undefined);
    assert.equal(await claim('another', NEVER), undefined);
    assert.equal(await claim('file', TWO, 3), undefined);
    assert.deepEqual(await holders(), [{ key: 'file', stack: TWO, ordinal: 3 }]);
    assert.deepEqual(await findClaims(database, ['other', 'another']), []);
    const [{ n }] = await database.query<[{ n: number }]>(`SELECT count(*)::int AS n FROM claim`);
    assert.equal(n, 1);
  });
});
