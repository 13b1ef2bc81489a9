import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

/** As little as can be kept, purged all the time. */
const retention = {
  everyMs: 5,
  events: { days: 0, perStack: 1 },
  logLines: { days: 0, perResource: 1 },
  failures: { days: 0, perStack: 1 },
  revisions: { days: 0, perStack: 1 },
};

describe('stacks under a purge that never rests', function () {
  this.timeout(60_000);
  let bench: EngineBench;
  before(async () => {
    bench = await EngineBench.open({ retention });
  });
  after(() => bench.close());
  const update = (id: string, size: number, more: object = {}) =>
    bench.useCases.updateStack(
      TENANT,
      id,
      { template: templateOf({ a: { kind: 'a', size }, b: { kind: 'b', peer: 'a', size } }), ...more },
      { existing: false },
    );
  const count = async (table: string, id: string) => {
    const [row] = await bench.database.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM ${table} WHERE stack = $1`,
      [id],
    );
    return row?.n ?? 0;
  };

  it('go on: they are updated, fail, and go back to what was reached last', async () => {
    const id = await bench.create('shop', templateOf({ a: { kind: 'a' }, b: { kind: 'b', peer: 'a' } }));
    for (let size = 1; size <= 10; size += 1) {
      await update(id, size);
      await bench.reaches(id, 'UPDATE_COMPLETE');
    }
    bench.peers.fails('update b', 'no', 1);
    await update(id, 77, { disableRollback: false });
    await bench.reaches(id, 'ROLLBACK_COMPLETE');
    assert.equal(bench.peers.things.get(bench.peers.idOf('a'))?.properties['size'], 10);
    await waitFor(async () => (await count('event', id)) <= 1, 'its events to be purged');
    // The way back, what it went back to, and what it left.
    await waitFor(async () => (await count('revision', id)) <= 3, 'its revisions to be purged');
    assert.match(JSON.stringify(await bench.useCases.showTemplate(TENANT, id)), /size\W+10\b/);
    assert.match(
      await bench.engine.metrics.registry.metrics(),
      /isotherm_purged_total\{what="events"\} \d\d/,
    );
  });
});
