import assert from 'node:assert/strict';
import { chain, independent } from './cases.js';
import { Bench, type Measured } from './measure.js';
import { measureDrift } from './drift.js';
import { BenchProcesses } from './processes.js';
import { measureRollback } from './rollback.js';
import { BenchStacks } from './stacks.js';

/**
 * Guards what is steady on any machine: commits and CPU time a resource. Times of day belong to `npm run bench`. The limits on
 * CPU are twice what is aimed at, since a cold process and a slow machine cost that much.
 */
describe('what a resource costs', function () {
  this.timeout(120_000);
  let processes: BenchProcesses | undefined;
  let stacks: BenchStacks;
  let bench: Bench;

  before(async function () {
    // CPU time of other processes is read from /proc.
    if (process.platform !== 'linux') this.skip();
    processes = await BenchProcesses.start();
    stacks = new BenchStacks(processes);
    bench = new Bench(stacks);
  });

  after(async () => {
    await processes?.stop();
  });

  it('in the wide case is a hundredth of a commit, and microseconds', async () => {
    const [, , warm] = [await create(3_000), await create(3_000), await create(3_000)];
    assert.ok(warm.commitsPerResource <= 0.012, `${String(warm.commitsPerResource)} commits a resource`);
    assert.ok(warm.engineUs <= 180, `${String(warm.engineUs)} µs of the engine a resource`);
    assert.ok(warm.postgresUs <= 160, `${String(warm.postgresUs)} µs of PostgreSQL a resource`);
  });

  it('in a plan is no more than in the deed', async () => {
    const { engineUs } = await bench.plan(independent(3_000));
    assert.ok(engineUs <= 180, `${String(engineUs)} µs of the engine a planned resource`);
  });

  it('that is made and rolled back is about that of one that is made and deleted', async () => {
    const [, { cost }] = [await measureRollback(stacks, 2_000), await measureRollback(stacks, 2_000)];
    assert.ok(cost.commitsPerResource <= 0.04, `${String(cost.commitsPerResource)} commits a resource`);
    assert.ok(cost.engineUs <= 360, `${String(cost.engineUs)} µs of the engine a resource`);
    assert.ok(cost.postgresUs <= 300, `${String(cost.postgresUs)} µs of PostgreSQL a resource`);
  });

  for (const [see, commits, engineUs, postgresUs] of [
    ['changed', 0.02, 360, 200],
    ['gone', 0.04, 540, 400],
  ] as const) {
    it(`that is ${see} behind our back, like all others at once, is hundredths of a commit`, async () => {
      const cost = await measureDrift(stacks, 3_000, see);
      assert.ok(cost.commitsPerResource <= commits, `${String(cost.commitsPerResource)} commits a resource`);
      assert.ok(cost.engineUs <= engineUs, `${String(cost.engineUs)} µs of the engine a resource`);
      assert.ok(cost.postgresUs <= postgresUs, `${String(cost.postgresUs)} µs of PostgreSQL a resource`);
    });
  }

  it('in a chain is one commit a link', async () => {
    const [created] = await bench.run(chain(200));
    assert.ok(
      created && created.commitsPerResource <= 1.05,
      `${String(created?.commitsPerResource)} commits a link`,
    );
  });

  it('at rest is at most three kilobytes of heap', async () => {
    assert.ok(processes);
    const empty = await processes.ask('heap');
    const remove = await bench.keep(independent(5_000));
    const bytes = ((await processes.ask('heap')) - empty) / 5_000;
    await remove();
    assert.ok(bytes <= 3_000, `${String(bytes)} bytes a settled resource`);
  });

  async function create(n: number): Promise<Measured> {
    const [created] = await bench.run(independent(n));
    assert.ok(created);
    return created;
  }
});
