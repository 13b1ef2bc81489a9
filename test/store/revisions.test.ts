import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { StoredRevision, StackRow } from '../../services/engine/app/store-port.js';
import { NO_MODES, type GoalAction, type Modes } from '../../services/engine/core/goal.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import {
  EMPTY_GOAL,
  insertRevision,
  loadGoalText,
  loadRevision,
  type NewRevision,
} from '../../services/engine/store/revisions.js';
import { rollBack } from '../../services/engine/store/roll-back.js';
import { findStack, insertStack, protectStack } from '../../services/engine/store/stacks.js';
import { PostgresTurnStore } from '../../services/engine/store/turn-store.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const SHARD = 7;
const plain = { seal: (text: string) => text, open: (text: string) => text };

describe('revisions in the store', function () {
  this.timeout(30_000);
  let test: TestDatabase;
  let database: DataSource;
  let store: PostgresTurnStore;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 4, applicationName: 'revisions' });
    store = new PostgresTurnStore(database, plain);
  });
  after(async () => {
    await store.close();
    await database.destroy();
    await test.drop();
  });

  const goal = (text: string) => ({
    ...EMPTY_GOAL,
    template: text,
    blobs: [{ hash: text, content: text }],
    text,
    description: text,
    resources: 1,
  });

  const revision = (number: number, action: GoalAction, more: Partial<NewRevision> = {}): NewRevision => ({
    number, action, since: number, asked: number, askedFor: action, modes: NO_MODES, goal: goal(`goal ${String(number)}`),
    disableRollback: true, timeoutMins: null, tags: [], ...more,
  }); // prettier-ignore

  async function create(more: Partial<NewRevision> = {}): Promise<string> {
    const id = randomUUID();
    const stack = { id, tenant: 't', name: id, shard: SHARD, idempotencyKey: undefined };
    await insertStack(database, stack, revision(1, 'CREATE', more), 100);
    return id;
  }

  /** As the loop would write it. */
  async function commit(id: string, row: Partial<StackRow>): Promise<void> {
    const nothing = {
      inserted: [],
      updated: [],
      removed: [],
      jobs: [],
      endedJobs: [],
      events: [],
      failures: [],
      snapshots: [],
    };
    const stack = { id, shard: SHARD, seen: 1, completed: 0, ordinal: 1, event: 0, action: 'CREATE', status: 'IN_PROGRESS', reason: '', convergence: 'converging', deleted: false, ...row } as const; // prettier-ignore
    const written = await store.commitTurn({
      ...nothing,
      shards: [{ id: SHARD, epoch: 0 }],
      stacks: [stack],
    });
    assert.deepEqual([...written], [id]);
  }

  async function newest(id: string): Promise<StoredRevision> {
    const found = (await store.loadNewRevisions([SHARD])).find(({ stackId }) => stackId === id);
    assert.ok(found);
    return found;
  }

  const stackOf = async (id: string) => {
    const stack = await findStack(database, 't', id);
    assert.ok(stack);
    return stack;
  };

  it('that have the goal of another one are told with its text, and the time of what was asked', async () => {
    const id = await create({ timeoutMins: 2 });
    await commit(id, { seen: 1, completed: 1, action: 'CREATE', status: 'COMPLETE' });
    const pause = { since: 1, asked: 1, goal: 1, modes: { ...NO_MODES, paused: true }, timeoutMins: 2 };
    assert.equal(await insertRevision(database, id, revision(2, 'CREATE', pause)), 2);
    const paused = await newest(id);
    assert.deepEqual(
      [paused.number, paused.since, paused.asked, paused.goalText, paused.modes.paused],
      [2, 1, 1, 'goal 1', true],
    );
    const { createdAt, status, base } = await stackOf(id);
    assert.deepEqual([status, base], ['COMPLETE', 1]);
    assert.ok(Math.abs(paused.deadlineMs - createdAt.getTime() - 120_000) < 2);
    await commit(id, { seen: 2, completed: 1 });
    assert.deepEqual((await store.loadStacks([id]))[0]?.goal, paused, 'and so when it is read anew');
    await insertRevision(database, id, revision(3, 'CHECK', { since: 1, goal: 1 }));
    assert.equal((await newest(id)).deadlineMs, 0);
    assert.equal((await stackOf(id)).status, 'IN_PROGRESS', 'what was asked and not seen is in progress');
  });

  it('are written only behind the newest one, and no delete of a protected stack', async () => {
    const id = await create();
    assert.equal(await insertRevision(database, id, revision(3, 'UPDATE')), undefined);
    await protectStack(database, id, true);
    assert.equal(await insertRevision(database, id, revision(2, 'DELETE', { goal: EMPTY_GOAL })), undefined);
    assert.equal(await insertRevision(database, id, revision(2, 'UPDATE')), 2);
    await protectStack(database, id, false);
    assert.equal(await insertRevision(database, id, revision(3, 'DELETE', { goal: EMPTY_GOAL })), 3);
    assert.equal((await loadRevision(database, id))?.number, 2, 'the newest that has a template');
    assert.equal(await loadGoalText(database, id, 3), '');
  });

  it('change a stack, whose time is that of the newest goal: a delete is one too, a mode is none', async () => {
    const id = await create();
    const updated = async () => (await findStack(database, 't', id))?.updatedAt;
    assert.equal(await updated(), null);
    await insertRevision(database, id, revision(2, 'CREATE', { since: 1, asked: 1, goal: 1 }));
    assert.equal(await updated(), null);
    await insertRevision(database, id, revision(3, 'DELETE', { goal: EMPTY_GOAL }));
    assert.ok((await updated()) instanceof Date);
  });

  it('go back to the goal that was reached last, by the owner of the stack alone', async () => {
    const id = await create();
    await commit(id, { seen: 1, completed: 1, status: 'COMPLETE' });
    const modes: Modes = {
      ...NO_MODES,
      rollback: true,
      paused: true,
      halted: true,
      skipped: ['a'],
      requests: [
        { number: 2, verb: 'import', resource: 'b', argument: 'x' },
        { number: 2, verb: 'unhealthy', resource: 'a', argument: 'why' },
      ],
    };
    await insertRevision(database, id, revision(2, 'UPDATE', { modes }));
    const back = { id, shard: SHARD, epoch: 0, revision: 2 };
    await store.rollBack({ ...back, epoch: 1 });
    await store.rollBack({ ...back, shard: SHARD + 1 });
    await store.rollBack({ ...back, revision: 1 });
    await commit(id, { seen: 1, completed: 2, status: 'COMPLETE' });
    await store.rollBack(back);
    assert.equal((await newest(id)).number, 2, 'it was reached after all');
    await commit(id, { seen: 1, completed: 1, status: 'COMPLETE' });
    await store.rollBack(back);
    await store.rollBack(back);
    const goal = await newest(id);
    assert.deepEqual(
      [goal.number, goal.since, goal.asked, goal.action, goal.goalText],
      [3, 3, 3, 'ROLLBACK', 'goal 1'],
    );
    const unseen = modes.requests.slice(1);
    assert.deepEqual(
      goal.modes,
      { ...modes, halted: false, requests: unseen },
      'a mark that nobody saw is not lost',
    );
    const { description, action, status } = await stackOf(id);
    assert.deepEqual([description, action, status], ['goal 1', 'ROLLBACK', 'IN_PROGRESS']);
  });

  it('go back to the empty goal where none was reached', async () => {
    const id = await create();
    await commit(id, { seen: 1, status: 'FAILED' });
    await store.rollBack({ id, shard: SHARD, epoch: 0, revision: 1 });
    const goal = await newest(id);
    assert.deepEqual([goal.number, goal.goalText, goal.modes], [2, '', NO_MODES]);
    assert.equal((await loadRevision(database, id))?.number, 1);
  });

  it('know the trace of the request that asked for them, and a way back that of the goal it leaves', async () => {
    const id = randomUUID();
    const stack = { id, tenant: 't', name: id, shard: SHARD, idempotencyKey: undefined };
    await insertStack(database, stack, revision(1, 'CREATE'), 100, 'of the create');
    assert.equal((await newest(id)).traceParent, 'of the create');
    await commit(id, { seen: 1, completed: 1, status: 'COMPLETE' });
    assert.equal((await store.loadStacks([id]))[0]?.goal?.traceParent, 'of the create');
    await insertRevision(database, id, revision(2, 'UPDATE'), undefined, 'of the update');
    await store.rollBack({ id, shard: SHARD, epoch: 0, revision: 2 });
    assert.equal((await newest(id)).traceParent, 'of the update');
    await insertRevision(database, id, revision(4, 'UPDATE'));
    assert.equal((await newest(id)).traceParent, '');
    await rollBack(database, { id, revision: 4 }, undefined, 'of the cancel');
    assert.equal((await newest(id)).traceParent, 'of the cancel');
  });

  it('tell all engines that they were written by one', async () => {
    const id = await create();
    const told = new Promise<void>((resolve) => {
      const runner = database.createQueryRunner();
      void runner.connect().then(async (client: { on(event: string, listener: () => void): void }) => {
        client.on('notification', () => {
          void runner.release();
          resolve();
        });
        await runner.query('LISTEN isotherm_revision');
        await store.rollBack({ id, shard: SHARD, epoch: 0, revision: 1 });
      });
    });
    await told;
  });
});
