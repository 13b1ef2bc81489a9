import assert from 'node:assert/strict';
import type { Engine } from '../../services/engine/engine.js';
import type { UseCases } from '../../services/engine/app/use-cases/use-cases.js';
import { TENANT, templateOf } from '../support/engine-bench.js';
import { SeveralEngines } from '../support/several-engines.js';
import { waitFor } from '../support/wait-for.js';

const thing = (size: number) => templateOf({ a: { kind: 'a', size } });
const holds = (...hooks: string[]) => ({ resource_registry: { resources: { a: { hooks } } } });

describe('a hook that one engine tells of', function () {
  this.timeout(60_000);
  let engines: SeveralEngines;
  let both: readonly (readonly [id: string, engine: Engine])[];

  before(async () => {
    engines = await SeveralEngines.open();
    both = [
      ['one', await engines.start('one', {})],
      ['two', await engines.start('two', {})],
    ];
    await engines.areEven();
  });
  after(() => engines.close());

  /** The engine that has the stack, and the other one. */
  const enginesOf = async (stackId: string): Promise<[owner: Engine, other: Engine]> => {
    const owner = await engines.ownerOf(stackId);
    const [first, second] = both.toSorted(([id]) => (id === owner ? -1 : 1)).map(([, engine]) => engine);
    assert.ok(first && second);
    return [first, second];
  };
  const hookTold = async ({ useCases }: Engine, id: string) =>
    (await useCases.listResources(TENANT, id))[0]?.heldByHook;
  const clear = ({ useCases }: Engine, id: string, hook: string) =>
    useCases.requests.actOnResource(TENANT, id, 'a', { kind: 'clear-hook', hook });
  const reaches = (useCases: UseCases, id: string, wanted: string) =>
    waitFor(
      async () => {
        const { action, status } = await useCases.showStack(TENANT, id);
        return `${action}_${status}` === wanted;
      },
      wanted,
      20_000,
    );

  it('is stored by then, so that any other one clears it', async () => {
    for (const [, engine] of both) engines.peersOf(engine).hanging.add('create a');
    const { id } = await both[0]![1].useCases.createStack(TENANT, {
      name: 'stored',
      template: thing(1),
      environment: holds('post-create'),
    });
    const [owner, other] = await enginesOf(id);
    const begun = async () => (await other.useCases.listResources(TENANT, id))[0]?.status === 'IN_PROGRESS';
    await waitFor(begun, 'the create to begin');

    const lock = engines.database.createQueryRunner();
    await lock.startTransaction();
    await lock.query(`SELECT FROM stack WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    for (const [, engine] of both) engines.peersOf(engine).release('create a');
    const isWaiting = async () => {
      const rows = await engines.database.query<object[]>(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    };
    await waitFor(isWaiting, 'the turn to wait for its commit');
    const told: (string | undefined)[] = [];
    const telling = hookTold(owner, id).then((hook) => told.push(hook));
    for (let i = 0; i < 5; i += 1) assert.equal(await hookTold(other, id), '');
    assert.deepEqual(told, [], 'nobody is told of what may not come to be');
    await lock.commitTransaction();
    await lock.release();
    await telling;
    assert.deepEqual(told, ['post-create']);
    await clear(other, id, 'post-create');
    await reaches(other.useCases, id, 'CREATE_COMPLETE');
  });

  it('can be cleared at one that does not know of its goal so far', async () => {
    const { id } = await both[0]![1].useCases.createStack(TENANT, { name: 'unseen', template: thing(1) });
    const [owner, other] = await enginesOf(id);
    await reaches(owner.useCases, id, 'CREATE_COMPLETE');
    // Whoever has the stack hears of its next goal a second later.
    await engines.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query = 'LISTEN isotherm_fleet'`,
    );
    await other.useCases.updateStack(
      TENANT,
      id,
      { template: thing(2), environment: holds('pre-update') },
      { existing: false },
    );
    await waitFor(async () => (await hookTold(other, id)) === 'pre-update', 'the hook to be told of');
    await clear(owner, id, 'pre-update');
    await reaches(other.useCases, id, 'UPDATE_COMPLETE');
  });

  it('is not told of any more once the goal that it holds has given way to another one', async () => {
    const { id } = await both[0]![1].useCases.createStack(TENANT, {
      name: 'given-way',
      template: thing(1),
      environment: holds('pre-create'),
    });
    const [owner, other] = await enginesOf(id);
    await waitFor(async () => (await hookTold(owner, id)) === 'pre-create', 'the hook to be told of');
    await other.useCases.updateStack(TENANT, id, { template: thing(1) }, { existing: false });
    assert.equal(await hookTold(owner, id), '');
    await assert.rejects(clear(owner, id, 'pre-create'), { code: 'hook.invalid' });
    await reaches(other.useCases, id, 'UPDATE_COMPLETE');
  });
});
