import assert from 'node:assert/strict';
import type { DataSource } from 'typeorm';
import type { StoredRevision } from '../../services/engine/app/store-port.js';
import { NO_MODES } from '../../services/engine/core/goal.js';
import { commitTurn } from '../../services/engine/store/commit-turn.js';
import { claimThings } from '../../services/engine/store/claims.js';
import { loadEvents, loadEventsAfter } from '../../services/engine/store/events.js';
import { loadFailures } from '../../services/engine/store/failures.js';
import type { HotConnection } from '../../services/engine/store/hot-connection.js';
import { listRevisions } from '../../services/engine/store/list-revisions.js';
import { listStackIds, loadNewRevisions, loadStacks } from '../../services/engine/store/load-stacks.js';
import { loadLogLines } from '../../services/engine/store/log-lines.js';
import { OutboxTable } from '../../services/engine/store/outbox.js';
import { OwnOutboxTable } from '../../services/engine/store/own-outbox.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import {
  EMPTY_GOAL,
  insertRevision,
  loadBlobs,
  loadGoalText,
  loadRevision,
} from '../../services/engine/store/revisions.js';
import {
  deleteSnapshot,
  listSnapshots,
  loadSnapshotResources,
} from '../../services/engine/store/snapshots.js';
import { purgeStore } from '../../services/engine/store/purge/purge-store.js';
import { rollBack } from '../../services/engine/store/roll-back.js';
import { StaleJob } from '../../services/engine/store/for-job.js';
import { deleteUnused } from '../../services/engine/store/software-configs.js';
import { OWNER } from '../../services/engine/store/software-owners.js';
import { softwareRecordStore, softwareStore } from '../../services/engine/store/software-store.js';
import { countStacks, listStackDetails, listStacks } from '../../services/engine/store/list-stacks.js';
import { findStack, insertStack, protectStack } from '../../services/engine/store/stacks.js';
import { withKeptData } from '../../services/engine/store/stored-goals.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const ID = '00000000-0000-4000-8000-000000000007';
const plainSeal = { seal: (text: string) => text, open: (text: string) => text };
const revision = {
  number: 2, action: 'UPDATE', since: 2, asked: 2, askedFor: 'update', modes: NO_MODES,
  goal: { ...EMPTY_GOAL, template: 'h', blobs: [{ hash: 'h', content: 't' }] },
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
    const asked = {
      query: explain,
      transaction: (work: (on: unknown) => unknown) => work({ query: explain }),
    } as unknown as DataSource;
    const hot = {
      query: (_name: string, text: string, values: readonly unknown[]) => explain(text, values),
    } as unknown as HotConnection;

    await loadStacks(asked, plainSeal, [ID]);
    await loadNewRevisions(asked, plainSeal, [7]);
    await listStackIds(asked, [7]);
    await findStack(asked, 't7', 'stack-7');
    await findStack(asked, 't7', ID);
    await listStacks(asked, 't7', {});
    await listStackDetails(asked, 't7', {});
    assert.equal(await countStacks(asked, 't7', {}), 0);
    await loadRevision(asked, ID);
    await loadRevision(asked, ID, 1);
    await loadGoalText(asked, ID, 1);
    await loadBlobs(asked, ['hash-7', 'hash-8']);
    await insertRevision(asked, ID, revision, { id: ID, name: 'kept' });
    await insertRevision(asked, ID, { ...revision, goal: 1 });
    await protectStack(asked, ID, true);
    await rollBack(asked, { id: ID, revision: 1 });
    await rollBack(asked, { id: ID, revision: 1 }, { shard: 7, epoch: 1 });
    await withKeptData(asked, plainSeal, [restoring()]);
    const stack = { id: ID, tenant: 't7', name: 'x', shard: 7, idempotencyKey: 'k' };
    await assert.rejects(insertStack(asked, stack, revision, 10), {
      code: 'stack.limit',
    });
    await listRevisions(asked, ID);
    await loadFailures(asked, ID, [2, 3], 20);
    await listSnapshots(asked, ID);
    await loadSnapshotResources(asked, ID, 2);
    await deleteSnapshot(asked, ID);
    await loadEvents(asked, ID, { limit: 10 });
    await loadEventsAfter(asked, ID, 3, 10);
    await loadLogLines(asked, ID, 'r1', 10);
    await claimThings(asked, [{ key: 'key-1', stack: ID, ordinal: 1 }]);
    await commitTurn(hot, turn());
    const outbox = new OutboxTable(asked);
    await outbox.behind('amqp', [7], 10);
    await outbox.next('amqp', [ID], [{ id: 7, epoch: 0 }], 10);
    await outbox.advance('amqp', [{ stack: ID, event: 3 }]);
    const own = new OwnOutboxTable(asked);
    await own.behind([7], 10);
    await own.owing([ID], [{ id: 7, epoch: 0 }]);
    await own.page(ID, { after: 3, sinceMs: 0, most: 10 }, [{ id: 7, epoch: 0 }]);
    await own.advance([{ stack: ID, event: 3 }]);
    await explainSoftware(asked);
    await explainPurge(asked);

    assert.ok(plans.length >= 40);
    const scans = plans.filter((plan) =>
      /Seq Scan on (?!shard|engine|resource_type|event_sink)[a-z]/.test(plan),
    );
    assert.deepEqual(scans, []);
    const withSinks = plans.find((plan) => plan.includes('stack.sinks_from IS NOT NULL)'));
    assert.match(withSinks ?? '', /-- .*stack_with_sinks/, 'who has no sinks of its own is not looked at');
  });

  it('is taken down by its migrations, and set up again', async () => {
    const all = database.migrations.length;
    for (let i = 0; i < all; i += 1) await database.undoLastMigration();
    const left = await database.query<{ relname: string }[]>(
      `SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r' AND relname <> 'migrations'`,
    );
    assert.deepEqual(left, []);
    assert.equal((await database.runMigrations()).length, all);
  });
});

/** What is found with an explanation, which has no rows: nothing. So both statements of a delete are asked. */
async function explainSoftware(asked: DataSource): Promise<void> {
  const store = softwareStore(asked);
  const page = { limit: 10, marker: ID };
  const config = {
    id: ID,
    tenant: 't7',
    name: 'n',
    group: 'g',
    config: { hash: 'h', content: 't' },
    definition: '',
  };
  await store.insertConfig(config, 10);
  await store.listConfigs('t7', page);
  await store.findConfig('t7', ID);
  assert.equal(await store.deleteConfig('t7', ID), 'absent');
  await deleteUnused(asked, ID);
  const job = { stack: ID, ordinal: 7, fence: 1 };
  await assert.rejects(softwareRecordStore(asked).findConfig(job, ID), StaleJob);
  await asked.query(`${OWNER} AND NOT (instance.stack = $2 AND instance.ordinal = $3)`, [ID, ID, 7]);
  await store.configsOfServer('t7', 's7');
  await store.configBytesOfServer('t7', 's7');
  const state = { config: ID, action: null, status: null, reason: null, inputValues: null };
  await store.insertDeployment(
    { ...state, id: ID, tenant: 't7', server: 's7' },
    { perTenant: 10, perServer: 10 },
  );
  await store.listDeployments('t7', page);
  await store.listDeployments('t7', { ...page, server: 's7' });
  await store.findDeployment('t7', ID);
  await store.deploymentBytes('t7', page);
  await store.updateDeployment('t7', ID, { ...state, outputValues: null });
  assert.equal(await store.deleteDeployment('t7', ID), false);
}

/** What the purge asks, but for what it asks about rows that it has found. */
async function explainPurge(asked: DataSource): Promise<void> {
  const purge = purgeStore(asked, plainSeal);
  const kept = { sinceMs: 1, most: 10 };
  // An explanation has no rows to count.
  const ask = async (question: Promise<unknown>) => {
    await question.catch((error: unknown) => {
      if (!(error instanceof TypeError)) throw error;
    });
  };
  await ask(purge.stacksAfter(ID, 50));
  await ask(purge.events([ID], kept, 1));
  await ask(purge.oldLogLines('5', 1));
  await ask(purge.logLines([ID], 10));
  await ask(purge.failures([ID], kept));
  await ask(purge.revisions([ID], kept));
  await ask(purge.snapshots(1));
  await ask(purge.deletedStacks(1, 1));
  await ask(purge.knowBlobs());
  await ask(purge.blobs('hash-7', 1));
}

/** Stacks of many tenants, each with ten things. */
async function fill(database: DataSource): Promise<void> {
  const id = (column: string) => `('00000000-0000-4000-8000-' || lpad((${column})::text, 12, '0'))::uuid`;
  for (const statement of [
    `INSERT INTO blob SELECT 'hash-' || i, 'text' FROM generate_series(1, 4000) AS i`,
    `INSERT INTO stack (id, tenant, name, root, shard, idempotency_key, revision, asked, goal_action, disable_rollback, tags, description, seen, completed)
     SELECT ${id('i')}, 't' || i % 400, 'stack-' || i, ${id('i')}, i % 256, 'key-' || i, 3, 3, 'UPDATE', true, '{}', '', 3, 2 FROM generate_series(1, 4000) AS i`,
    `INSERT INTO revision (stack, number, action, base, since, asked, asked_for, modes, template, request, goal, view, blobs)
     SELECT ${id('i')}, n, 'UPDATE', 1, n, n, '', '{}', 'hash-' || i, '', '', '', ARRAY['hash-' || i] FROM generate_series(1, 4000) AS i, generate_series(1, 3) AS n`,
    `INSERT INTO failure SELECT ${id('i / 10')}, i % 10, 1, 3, 0, 'r' || i % 10, 'T', '', 'create', 1, 'permanent', '' FROM generate_series(1, 40000) AS i`,
    `INSERT INTO snapshot SELECT gen_random_uuid(), ${id('i / 3 + 1')}, i % 3 + 1, 's', 'IN_PROGRESS', '' FROM generate_series(1, 4000) AS i`,
    `INSERT INTO snapshot_resource SELECT ${id('i / 10')}, 2, 'r' || i % 10, '', 'T', '{}' FROM generate_series(1, 40000) AS i`,
    `INSERT INTO instance SELECT ${id('(i / 10)')}, i % 10, 'r' || i % 10, 'T', 'n', 'p' || i, '', '{}', '{}', '' FROM generate_series(1, 40000) AS i`,
    `INSERT INTO job SELECT ${id('(i / 10)')}, i % 10, 'resource', 'create', 1, 'w', 1, 1, '[]', 0 FROM generate_series(1, 40000) AS i`,
    `INSERT INTO event SELECT ${id('(i / 10)')}, i % 10, 0, 'r', 'T', '', 'CREATE', 'COMPLETE', '' FROM generate_series(1, 40000) AS i`,
    `INSERT INTO log_line (stack, name, time, action, line) SELECT ${id('(i / 10)')}, 'r' || i % 10, 0, '', '' FROM generate_series(1, 40000) AS i`,
    `INSERT INTO event_sink (name) VALUES ('amqp')`,
    `INSERT INTO event_cursor SELECT 'amqp', ${id('i')}, 3 FROM generate_series(1, 4000) AS i`,
    `UPDATE stack SET sinks_from = 1 WHERE name LIKE 'stack-%7'`,
    `INSERT INTO event_cursor SELECT 'own', id, 3 FROM stack WHERE sinks_from IS NOT NULL`,
    `INSERT INTO claim SELECT 'key-' || i, ${id('(i / 10)')}, i % 10 FROM generate_series(1, 40000) AS i`,
    `INSERT INTO software_config (id, tenant, name, config, definition, created_at)
     SELECT ${id('i')}, 't' || i % 400, 'n', 'hash-' || i % 100 + 1, '', now() - i * interval '1 s' FROM generate_series(1, 4000) AS i`,
    `INSERT INTO software_deployment (id, tenant, server, config, created_at)
     SELECT ${id('i')}, 't' || i % 400, 's' || i % 1000, ${id('i / 4 + 1')}, now() - i * interval '1 s' FROM generate_series(1, 4000) AS i`,
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
  const job = { ...key, action: 'create', fence: 1, worker: 'w', attempt: 1, revision: 1, changes: [], since: 0, request: 0 }; // prettier-ignore
  const failure = { ...key, fence: 1, revision: 1, time: 0, name: 'r', type: 'T', physical: '', action: 'create', attempt: 1, kind: 'permanent', cause: '' }; // prettier-ignore
  const row = { id: ID, shard: 7, seen: 1, completed: 1, ordinal: 2, event: 9, action: 'SNAPSHOT', status: 'COMPLETE', reason: '', convergence: 'converged', deleted: true } as const; // prettier-ignore
  return {
    shards: [{ id: 7, epoch: 0 }],
    stacks: [row],
    inserted: [{ ...instance, ordinal: 77 }],
    updated: [{ ...instance, applied: null }],
    removed: [{ ...key, key: 'key-1' }],
    jobs: [job],
    endedJobs: [{ stack: ID, ordinal: 2 }],
    events: [event],
    failures: [failure],
    snapshots: [{ stack: ID, revision: 1, name: 'r', type: 'T', physical: 'p', data: '' }],
  };
}

function restoring(): StoredRevision {
  const restore = { number: 1, verb: 'restore', resource: '', argument: '2' } as const;
  return {
    stackId: ID, stackName: 's', tenant: 't7', shard: 7, number: 1, since: 1, written: 'RESTORE', asked: 1, action: 'RESTORE', deadlineMs: 0,
    traceParent: '', goalText: '',
    modes: { ...NO_MODES, requests: [restore] },
  }; // prettier-ignore
}
