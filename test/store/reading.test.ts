import assert from 'node:assert/strict';
import type { DataSource } from 'typeorm';
import { eventId } from '../../services/engine/app/use-cases/event-id.js';
import type { EventQuery } from '../../services/engine/app/use-cases/use-cases.js';
import type { StackQuery } from '../../services/engine/app/use-cases/stack-query.js';
import { loadEvents } from '../../services/engine/store/events.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { loadGoalText, loadRevision } from '../../services/engine/store/revisions.js';
import { countStacks, listStackDetails, listStacks } from '../../services/engine/store/list-stacks.js';
import { findStack } from '../../services/engine/store/stacks.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const TENANT = 'large';
/** Of all tenants; this one has every twentieth. */
const STACKS = 40_000;
const EACH = 20;
const OLDEST = uuid(EACH);
const MARKER = uuid(STACKS / 2);
const SORTS = ['stack_name', 'stack_status', 'creation_time', 'updated_time'] as const;

describe('reading with many stacks and events present', function () {
  this.timeout(120_000);
  let test: TestDatabase;
  let database: DataSource;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 2, applicationName: 'reading' });
    await fill(database);
  });
  after(async () => {
    await database.destroy();
    await test.drop();
  });

  const pages: StackQuery[] = [{}, { marker: MARKER }, { marker: uuid(0) }].flatMap((page) =>
    SORTS.flatMap((sort) =>
      (['asc', 'desc'] as const).map((sortDir) => ({ ...page, sortKeys: [sort], sortDir, limit: 20 })),
    ),
  );
  const filtered: StackQuery[] = [
    { names: ['stack-40', 'stack-60'] },
    { ids: [MARKER, OLDEST] },
    { statuses: ['FAILED'] },
    { statuses: ['CREATE_COMPLETE'], limit: 20 },
    { tags: ['web'], limit: 20 },
    { usernames: ['ada'], limit: 20 },
    { tagsAny: ['web'], notTags: ['db'], notTagsAny: ['x'], limit: 20 },
    { showDeleted: true, limit: 20, marker: MARKER },
    { sortKeys: ['stack_status', 'stack_name'], limit: 20, marker: MARKER },
  ];
  it('lists stacks by an index, with each filter and sort', async () => {
    for (const query of [...pages, ...filtered])
      await mustUseIndexes(JSON.stringify(query), (asked) => listStacks(asked, TENANT, query));
  });

  it('counts stacks by an index, with each filter', async () => {
    for (const query of [...pages, ...filtered])
      await mustUseIndexes(JSON.stringify(query), (asked) => countStacks(asked, TENANT, query));
  });

  it('reads the details of a page with one query, by indexes, and of no other stacks', async () => {
    for (const query of [...pages, ...filtered]) {
      const plans = await plansOf((asked) => listStackDetails(asked, TENANT, query));
      assert.equal(plans.length, 1);
      mustScanNoTable(JSON.stringify(query), plans);
    }
    for (const query of [{ limit: 20 }, { limit: 20, marker: MARKER }]) {
      const [plan = ''] = await plansOf((asked) => listStackDetails(asked, TENANT, query), 'ANALYZE');
      assert.ok(rowsRead(plan) <= 25, plan);
      assert.equal(rowsRead(plan, 'revision'), 1, plan);
    }
  });

  it('reads of a page by the default order no more than what is on it', async () => {
    for (const query of [{ limit: 20 }, { limit: 20, marker: MARKER }, { limit: 20, marker: OLDEST }]) {
      const plan = await planOf((asked) => listStacks(asked, TENANT, query), 'ANALYZE');
      assert.ok(rowsRead(plan) <= 25, plan);
    }
  });

  it('shows a stack by an index', async () => {
    await mustUseIndexes('by id', (asked) => findStack(asked, TENANT, MARKER));
    await mustUseIndexes('by name', (asked) => findStack(asked, TENANT, 'stack-40'));
    await mustUseIndexes('its revision', (asked) => loadRevision(asked, MARKER));
    await mustUseIndexes('its goal', (asked) => loadGoalText(asked, MARKER, 1));
  });

  it('lists events of a stack by an index, with each filter', async () => {
    const filters: EventQuery[] = [
      {},
      { sortDir: 'asc' },
      { marker: eventId(MARKER, 20) },
      { marker: eventId(MARKER, 20), sortDir: 'asc' },
      { resources: ['r1'] },
      { statuses: ['FAILED'] },
      { actions: ['CREATE'] },
      { types: ['T'] },
      { limit: 1_000 },
    ];
    for (const query of filters)
      await mustUseIndexes(JSON.stringify(query), (asked) =>
        loadEvents(asked, MARKER, { limit: 20, ...query }),
      );
  });

  it('pages through all stacks once, whatever they are sorted by', async () => {
    const all = (await listStacks(database, 't-1', {})).map(({ id }) => id).sort();
    assert.equal(all.length, 50);
    for (const sortKeys of [...SORTS.map((key) => [key]), ['stack_status', 'updated_time'] as const])
      for (const sortDir of ['asc', 'desc'] as const) {
        const whole = await listStacks(database, 't-1', { sortKeys, sortDir });
        const paged: string[] = [];
        for (let marker: string | undefined, left = true; left;) {
          const page = await listStacks(database, 't-1', { sortKeys, sortDir, limit: 7, ...(marker && { marker }) });
          paged.push(...page.map(({ id }) => id));
          marker = page.at(-1)?.id;
          left = page.length > 0;
        }
        assert.deepEqual(paged, whole.map(({ id }) => id), `${sortKeys.join()} ${sortDir}`);
        assert.deepEqual(paged.toSorted(), all);
      }
  }); // prettier-ignore

  it('goes on behind a stack that the filter does not find any more', async () => {
    const [first, second, ...rest] = await listStacks(database, 't-2', { sortDir: 'asc' });
    assert.ok(first && second);
    const names = [first, ...rest].map(({ name }) => name);
    const behind = await listStacks(database, 't-2', { sortDir: 'asc', names, marker: second.id });
    assert.deepEqual(behind.map(({ id }) => id), rest.map(({ id }) => id)); // prettier-ignore
  });

  async function mustUseIndexes(what: string, ask: (asked: DataSource) => Promise<unknown>): Promise<void> {
    mustScanNoTable(what, await plansOf(ask));
  }

  function mustScanNoTable(what: string, plans: readonly string[]): void {
    assert.doesNotMatch(plans.join('\n'), /Seq Scan on (stack|revision|event)\b/, what);
  }

  async function planOf(ask: (asked: DataSource) => Promise<unknown>, how: string): Promise<string> {
    return (await plansOf(ask, how)).join('\n');
  }

  /** Of all that it asks, one each. */
  async function plansOf(ask: (asked: DataSource) => Promise<unknown>, how = ''): Promise<string[]> {
    const plans: string[] = [];
    const query = async (text: string, values: readonly unknown[]) => {
      const rows = await database.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${how} ${text}`, [...values]);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      return [];
    };
    await ask({ query } as unknown as DataSource);
    assert.ok(plans.length > 0);
    return plans;
  }
});

/** The most that any scan of the table came upon, found or filtered, each time that it ran. */
function rowsRead(plan: string, table = 'stack'): number {
  const found = new RegExp(
    `Scan.* on ${table} .*actual time=\\S+ rows=(\\d+)|Removed by Filter: (\\d+)`,
    'g',
  );
  const rows = [...plan.matchAll(found)];
  return Math.max(...rows.map(([, found, removed]) => Number(found ?? removed)));
}

function uuid(i: number): string {
  return `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
}

/** Events: ten of each stack, and 20,000 of one. */
async function fill(database: DataSource): Promise<void> {
  const id = `('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid`;
  const tenant = `CASE WHEN i % ${String(EACH)} = 0 THEN '${TENANT}' ELSE 't-' || i % 800 END`;
  const event = `0, 'r' || i % 10, 'T', '', 'CREATE', 'COMPLETE', ''`;
  for (const statement of [
    `INSERT INTO stack (id, tenant, name, root, shard, revision, asked, goal_action, disable_rollback, tags, description, seen, created_at, updated_at, status)
     SELECT ${id}, ${tenant}, 'stack-' || i, ${id}, i % 256, 1, 1, 'CREATE', true, CASE WHEN i % 40 = 0 THEN '{web}' ELSE '{}' END::text[], '', 1,
            now() - i * interval '1 second', CASE WHEN i % 3 > 0 THEN now() - i % 100 * interval '1 second' END,
            CASE WHEN i % 7 = 0 THEN 'FAILED' ELSE 'COMPLETE' END FROM generate_series(1, ${String(STACKS)}) AS i`,
    `INSERT INTO revision (stack, number, action, base, since, asked, asked_for, modes, template, request, goal, view)
     SELECT ${id}, 1, 'CREATE', 1, 1, 1, '', '{}', NULL, '', '', '' FROM generate_series(1, ${String(STACKS)}) AS i`,
    `INSERT INTO event SELECT ${id}, n, ${event} FROM generate_series(1, ${String(STACKS)}) AS i, generate_series(1, 10) AS n`,
    `INSERT INTO event SELECT '${MARKER}', i + 10, ${event} FROM generate_series(1, 20000) AS i`,
    'ANALYZE',
  ])
    await database.query(statement);
}
