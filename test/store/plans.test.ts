import assert from 'node:assert/strict';
import type { DataSource } from 'typeorm';
import { commitTurn } from '../../services/engine/store/commit-turn.js';
import { claimThings } from '../../services/engine/store/claims.js';
import { loadEvents, loadEventsAfter } from '../../services/engine/store/events.js';
import type { HotConnection } from '../../services/engine/store/hot-connection.js';
import { listStackIds, loadNewRevisions, loadStacks } from '../../services/engine/store/load-stacks.js';
import { loadLogLines } from '../../services/engine/store/log-lines.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import {
  findStack,
  insertRevision,
  insertStack,
  listStacks,
  loadRevision,
} from '../../services/engine/store/stacks.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const ID = '00000000-0000-4000-8000-000000000007';
const plainSeal = { seal: (text: string) => text, open: (text: string) => text };
const goal = {
  action: 'UPDATE', template: { hash: 'h', text: 't' }, request: '', goal: '', view: '', description: '',
  disableRollback: true, timeoutMins: null, tags: [],
} as const; // prettier-ignore

describe('the store', function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let database: DataSource;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 2, applicationName: 'plans' });
  });
  after(async () => {
    await database.destroy();
    await test.drop();
  });

  it('finds everything by an index, with the planner as it is, in tables worth one', async () => {
    await fill(database);
    const plans: string[] = [];
    const explain = async (text: string, values: readonly unknown[] = []) => {
      const rows = await database.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${text}`, [...values]);
      plans.push(`${text}\n-- ${rows.map((row) => row['QUERY PLAN']).join('\n-- ')}`);
      return [];
    };
    const asked = { query: explain } as unknown as DataSource;
    const hot = {
      query: (_name: string, text: string, values: readonly unknown[]) => explain(text, values),
    } as unknown as HotConnection;

    await loadStacks(asked, plainSeal, [ID]);
    await loadNewRevisions(asked, plainSeal, [7]);
    await listStackIds(asked, [7]);
    await findStack(asked, 't7', 'stack-7');
    await findStack(asked, 't7', ID);
    await listStacks(asked, 't7', {});
    await loadRevision(asked, ID);
    await insertRevision(asked, ID, 1, goal);
    const stack = { id: ID, tenant: 't7', name: 'x', shard: 7, idempotencyKey: 'k' };
    await assert.rejects(insertStack(asked, stack, { ...goal, action: 'CREATE' }, 10), {
      code: 'stack.limit',
    });
    await loadEvents(asked, ID, { limit: 10 });
    await loadEventsAfter(asked, ID, 3, 10);
    await loadLogLines(asked, ID, 'r1', 10);
    await claimThings(asked, [{ key: 'key-1', stack: ID, ordinal: 1 }]);
    await commitTurn(hot, turn());

    assert.ok(plans.length >= 15);
    const scans = plans.filter((plan) => /Seq Scan on (?!shard|engine|resource_type)[a-z]/.test(plan));
    assert.deepEqual(scans, []);
  });

  it('is taken down by its migration, and set up again', async () => {
    await database.undoLastMigration();
    const left = await database.query<{ relname: string }[]>(
      `SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r' AND relname <> 'migrations'`,
    );
    assert.deepEqual(left, []);
    assert.equal((await database.runMigrations()).length, 1);
  });
});

/** Stacks of many tenants, each with ten things. */
async function fill(database: DataSource): Promise<void> {
  const id = (column: string) => `('00000000-0000-4000-8000-' || lpad((${column})::text, 12, '0'))::uuid`;
  for (const statement of [
    `INSERT INTO blob SELECT 'hash-' || i, 'text' FROM generate_series(1, 4000) AS i`,
    `INSERT INTO stack (id, tenant, name, root, shard, idempotency_key, revision, goal_action, disable_rollback, tags, description, seen)
     SELECT ${id('i')}, 't' || i % 400, 'stack-' || i, ${id('i')}, i % 256, 'key-' || i, 1, 'CREATE', true, '{}', '', 1 FROM generate_series(1, 4000) AS i`,
    `INSERT INTO revision SELECT ${id('i')}, 1, 'CREATE', 'hash-' || i, '', '', '', now() FROM generate_series(1, 4000) AS i`,
    `INSERT INTO instance SELECT ${id('(i / 10)')}, i % 10, 'r' || i % 10, 'T', 'n', 'p' || i, '', '{}', '{}', '' FROM generate_series(1, 40000) AS i`,
    `INSERT INTO job SELECT ${id('(i / 10)')}, i % 10, 'resource', 'create', 1, 'w', 1, 1, '[]', 0 FROM generate_series(1, 40000) AS i`,
    `INSERT INTO event SELECT ${id('(i / 10)')}, i % 10, 0, 'r', 'T', '', 'CREATE', 'COMPLETE', '' FROM generate_series(1, 40000) AS i`,
    `INSERT INTO log_line (stack, name, time, action, line) SELECT ${id('(i / 10)')}, 'r' || i % 10, 0, '', '' FROM generate_series(1, 40000) AS i`,
    `INSERT INTO claim SELECT 'key-' || i, ${id('(i / 10)')}, i % 10 FROM generate_series(1, 40000) AS i`,
    'ANALYZE',
  ]) {
    await database.query(statement);
  }
}

/** One of everything that a turn writes. */
function turn(): Parameters<typeof commitTurn>[1] {
  const key = { stack: ID, ordinal: 1 };
  const instance = { ...key, name: 'r', type: 'T', node: 'n', physical: 'p', digest: '', applied: '', state: '', seen: '' }; // prettier-ignore
  const event = { stack: ID, event: 9, time: 0, name: 'r', type: 'T', physical: '', action: '', status: '', reason: '' }; // prettier-ignore
  const job = { ...key, action: 'create', fence: 1, worker: 'w', attempt: 1, revision: 1, changes: [], since: 0 }; // prettier-ignore
  const row = { id: ID, shard: 7, seen: 1, completed: 1, ordinal: 2, event: 9, action: 'CREATE', status: 'COMPLETE', reason: '', convergence: 'converged', deleted: true } as const; // prettier-ignore
  return {
    shards: [{ id: 7, epoch: 0 }],
    stacks: [row],
    inserted: [{ ...instance, ordinal: 77 }],
    updated: [{ ...instance, applied: null }],
    removed: [{ ...key, key: 'key-1' }],
    jobs: [job],
    endedJobs: [{ stack: ID, ordinal: 2 }],
    events: [event],
  };
}
