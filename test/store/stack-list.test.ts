import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { StackQuery } from '../../services/engine/app/use-cases/stack-query.js';
import { NO_MODES } from '../../services/engine/core/goal.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { EMPTY_GOAL } from '../../services/engine/store/revisions.js';
import { useCaseStore } from '../../services/engine/store/use-case-store.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

describe('the list of stacks in the store', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let database: DataSource;
  let store: ReturnType<typeof useCaseStore>;
  const ids: Record<string, string> = {};

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 2, applicationName: 'stack-list' });
    store = useCaseStore(database, 100);
    await create('both', ['red', 'blue'], 'ada');
    await create('red', ['red'], 'eve');
    await create('none', []);
  });
  after(async () => {
    await database.destroy();
    await test.drop();
  });

  async function create(name: string, tags: string[], username?: string): Promise<void> {
    const id = (ids[name] = randomUUID());
    await store.insertStack(
      { id, tenant: 't', name, shard: 1, idempotencyKey: undefined, ...(username && { username }) },
      {
        number: 1, action: 'CREATE', since: 1, asked: 1, askedFor: 'create', modes: NO_MODES, goal: EMPTY_GOAL,
        disableRollback: true, timeoutMins: null, tags,
      },
    ); // prettier-ignore
  }

  const names = async (query: StackQuery, tenant = 't') =>
    (await store.listStacks(tenant, query)).map(({ name }) => name);

  it('is filtered by tags: all, any, not all, none of them', async () => {
    const sorted = async (query: StackQuery) => (await names(query)).sort();
    assert.deepEqual(await sorted({}), ['both', 'none', 'red']);
    assert.deepEqual(await sorted({ tags: ['red', 'blue'] }), ['both']);
    assert.deepEqual(await sorted({ tagsAny: ['blue', 'green'] }), ['both']);
    assert.deepEqual(await sorted({ notTags: ['red', 'blue'] }), ['none', 'red']);
    assert.deepEqual(await sorted({ notTagsAny: ['red', 'blue'] }), ['none']);
    assert.deepEqual(await sorted({ tags: ['red'], notTagsAny: ['blue'] }), ['red']);
  });

  it('is counted as it is filtered, whatever the page', async () => {
    for (const query of [{}, { tags: ['red'] }, { usernames: ['eve'] }, { allTenants: true }])
      assert.equal(await store.countStacks('t', { ...query, limit: 1 }), (await names(query)).length);
    assert.equal(await store.countStacks('elsewhere', {}), 0);
    assert.equal(await store.countStacks('t', { marker: ids['red'] ?? '' }), 3);
  });

  it('says who made which, and is filtered by that', async () => {
    const made = (await store.listStacks('t', {})).map(({ name, username }) => [name, username]);
    assert.deepEqual(Object.fromEntries(made), { both: 'ada', red: 'eve', none: null });
    assert.equal((await store.findStack('t', 'both'))?.username, 'ada');
    assert.deepEqual(await names({ usernames: ['ada'] }), ['both']);
    assert.deepEqual((await names({ usernames: ['ada', 'eve'] })).sort(), ['both', 'red']);
    assert.deepEqual(await names({ usernames: ['null', ''] }), []);
  });

  it('is filtered by tenants, and has none of another one', async () => {
    assert.deepEqual(await names({ tenants: ['u'] }), []);
    assert.equal((await names({ tenants: ['u', 't'] })).length, 3);
    assert.deepEqual(await names({ tenants: ['t'] }, 'u'), []);
  });

  it('has the newest first, also when none of the keys to sort by is known', async () => {
    assert.deepEqual(await names({ sortKeys: [] }), ['none', 'red', 'both']);
    assert.deepEqual(await names({ sortKeys: ['stack_name'], sortDir: 'asc' }), ['both', 'none', 'red']);
    assert.deepEqual(await names({ sortKeys: ['stack_name'], sortDir: 'asc', marker: ids['both'] ?? '' }), [
      'none',
      'red',
    ]);
  });

  it('goes with events of several resources', async () => {
    const id = ids['both'] ?? '';
    await database.query(
      `INSERT INTO event (stack, event, time, name, type, physical, action, status, reason)
       SELECT $1, n, 0, (ARRAY['a', 'b', 'c'])[n], 'T', '', 'CREATE', 'COMPLETE', '' FROM generate_series(1, 3) AS n`,
      [id],
    );
    const seen = await store.loadEvents(id, { resources: ['a', 'c'], sortDir: 'asc' });
    assert.deepEqual(
      seen.map(({ resource }) => resource),
      ['a', 'c'],
    );
  });
});
