import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

const two = templateOf({ a: { kind: 'a', size: 1 }, b: { kind: 'b', size: 1, depends_on: 'a' } });
const grown = templateOf({ a: { kind: 'a', size: 2 }, b: { kind: 'b', size: 2, depends_on: 'a' } });

describe('a snapshot', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  let id: string;

  before(async () => {
    bench = await EngineBench.open({ limits: { snapshots: 2 } });
  });
  after(() => bench.close());
  beforeEach(async () => {
    id = await bench.create('shop', two);
  });
  afterEach(async () => {
    await bench.useCases.deleteStack(TENANT, id, { force: true });
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('brings back the goal of then, and what each handler kept', async () => {
    bench.peers.hanging.add('snapshot b');
    const taken = await bench.useCases.snapshots.takeSnapshot(TENANT, id, 'before');
    assert.deepEqual([taken.name, taken.status, taken.data], ['before', 'IN_PROGRESS', {}]);
    bench.peers.release('snapshot b');
    await bench.reaches(id, 'SNAPSHOT_COMPLETE');
    const shown = await bench.useCases.snapshots.showSnapshot(TENANT, id, taken.id);
    assert.equal(shown.status, 'COMPLETE');
    const a = bench.peers.idOf('a');
    const resources = shown.data['resources'] as Record<string, { resource_id: string }>;
    assert.deepEqual([Object.keys(resources), resources['a']?.resource_id], [['a', 'b'], a]);
    assert.deepEqual(shown.data['template'], two);

    await bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    const thing = bench.peers.things.get(a);
    assert.ok(thing);
    thing.content = 'spoilt';
    const { hash, resources: planned } = await bench.useCases.plans.planRestore(TENANT, id, taken.id);
    assert.deepEqual(
      planned.map(({ resource, action }) => [resource, action]),
      [
        ['a', 'update'],
        ['b', 'update'],
      ],
    );
    const restoreBy = (plan: string) =>
      bench.useCases.snapshots.restoreSnapshot(TENANT, id, taken.id, { plan });
    await assert.rejects(restoreBy('another'), { code: 'plan.changed' });
    await restoreBy(hash);
    await bench.reaches(id, 'RESTORE_COMPLETE');
    assert.deepEqual([thing.content, bench.peers.things.get(a)?.properties['size']], [`content of ${a}`, 1]);
    const [restore] = await bench.useCases.history.listRevisions(TENANT, id);
    assert.deepEqual([restore?.asked, restore?.base], ['restore before', 1]);
    const stored = await bench.database.query<{ data: string }[]>(`SELECT data FROM snapshot_resource`);
    assert.ok(stored.every(({ data }) => data.startsWith('sealed:')));
  });

  it('is not taken while something is under way, and not more often than allowed', async () => {
    const take = (name: string) => bench.useCases.snapshots.takeSnapshot(TENANT, id, name);
    bench.peers.hanging.add('snapshot a');
    const { id: first } = await take('');
    const [revision] = await bench.useCases.history.listRevisions(TENANT, id);
    assert.equal(revision?.asked, `snapshot ${first}`, 'one without a name is known by its id');
    await assert.rejects(take('second'), { code: 'stack.busy' });
    await assert.rejects(bench.useCases.snapshots.deleteSnapshot(TENANT, id, first), {
      message: 'Deleting in-progress snapshot is not supported.',
    });
    bench.peers.release('snapshot a');
    await bench.reaches(id, 'SNAPSHOT_COMPLETE');
    await take('second');
    await bench.reaches(id, 'SNAPSHOT_COMPLETE');
    await assert.rejects(take('third'), { code: 'snapshot.limit' });
    await bench.useCases.snapshots.deleteSnapshot(TENANT, id, first);
    await assert.rejects(bench.useCases.snapshots.showSnapshot(TENANT, id, first), {
      code: 'snapshot.not-found',
    });
    const left = await bench.database.query<{ revision: number }[]>(
      `SELECT DISTINCT revision FROM snapshot_resource WHERE stack = $1`,
      [id],
    );
    assert.equal(left.length, 1, 'what it kept is gone with it');
  });

  it('that failed, or made way for something else, says so', async () => {
    bench.peers.fails('snapshot b', 'the disk is full', 1);
    const failed = await bench.useCases.snapshots.takeSnapshot(TENANT, id, 'failed');
    await bench.reaches(id, 'SNAPSHOT_FAILED');
    const shown = await bench.useCases.snapshots.showSnapshot(TENANT, id, failed.id);
    assert.equal(shown.status, 'FAILED');
    assert.match(shown.statusReason, /resources\.b: the disk is full/);
    await assert.rejects(bench.useCases.snapshots.restoreSnapshot(TENANT, id, failed.id), {
      code: 'request.unsupported',
    });
    bench.peers.hanging.add('snapshot a');
    const { id: late } = await bench.useCases.snapshots.takeSnapshot(TENANT, id, 'late');
    await bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false });
    const status = async () => {
      const { status, statusReason } = await bench.useCases.snapshots.showSnapshot(TENANT, id, late);
      return `${status} ${statusReason}`;
    };
    await waitFor(async () => (await status()) === 'FAILED superseded by revision 4', 'it to be superseded');
    bench.peers.release('snapshot a');
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.equal(await status(), 'FAILED superseded by revision 4');
  });

  it('goes on through a pause', async () => {
    bench.peers.hanging.add('snapshot b');
    const { id: taken } = await bench.useCases.snapshots.takeSnapshot(TENANT, id, 'slow');
    await bench.useCases.requests.act(TENANT, id, 'pause');
    await bench.useCases.requests.act(TENANT, id, 'unpause');
    bench.peers.release('snapshot b');
    await bench.reaches(id, 'SNAPSHOT_COMPLETE');
    assert.equal((await bench.useCases.snapshots.showSnapshot(TENANT, id, taken)).status, 'COMPLETE');
  });

  it('is kept of what goes, where the template says so', async () => {
    const template = structuredClone(two);
    Object.assign(template.resources['b'] ?? {}, { deletion_policy: 'Snapshot' });
    await bench.useCases.updateStack(TENANT, id, { template }, { existing: false });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    const b = bench.peers.idOf('b');
    await bench.useCases.updateStack(
      TENANT,
      id,
      { template: templateOf({ a: { kind: 'a', size: 1 } }) },
      { existing: false },
    );
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.equal(bench.peers.things.has(b), false);
    const [kept] = await bench.useCases.snapshots.listSnapshots(TENANT, id);
    assert.deepEqual([kept?.name, kept?.status], ['deletion-policy', 'COMPLETE']);
    assert.deepEqual(Object.keys(kept?.data['resources'] ?? {}), ['b']);
    const { snapshots } = bench.useCases;
    await assert.rejects(snapshots.restoreSnapshot(TENANT, id, kept?.id ?? ''), {
      code: 'request.unsupported',
      message: /isotherm resource restore/,
    });

    await assert.rejects(snapshots.restoreResource(TENANT, id, 'a', undefined), {
      code: 'snapshot.not-found',
    });
    await assert.rejects(snapshots.restoreResource(TENANT, id, 'a', kept?.id), {
      code: 'request.unsupported',
      message: /keeps nothing of a resource a/,
    });
    const contentOfB = () => bench.peers.things.get(bench.peers.idOf('b'))?.content;
    const spoilB = () => {
      const thing = bench.peers.things.get(bench.peers.idOf('b'));
      assert.ok(thing);
      thing.content = 'empty';
    };
    await bench.useCases.updateStack(TENANT, id, { template }, { existing: false });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    spoilB();
    await snapshots.restoreResource(TENANT, id, 'b', undefined);
    await bench.reaches(id, 'RESTORE_COMPLETE');
    assert.equal(contentOfB(), `content of ${b}`, 'the next one of that name has it');

    const other = await bench.create('other', templateOf({ b: { kind: 'b', size: 5 } }));
    const things = [...bench.peers.things.values()].filter(({ properties }) => properties['size'] === 5);
    await snapshots.restoreResource(TENANT, other, 'b', kept?.id);
    await bench.reaches(other, 'RESTORE_COMPLETE');
    assert.deepEqual(
      things.map(({ content }) => content),
      [`content of ${b}`],
      'and so has one of another stack',
    );
    await assert.rejects(snapshots.restoreResource('others', other, 'b', kept?.id), {
      code: 'stack.not-found',
    });
    await bench.useCases.deleteStack(TENANT, other);
    await bench.reaches(other, 'DELETE_COMPLETE');
  });
});
