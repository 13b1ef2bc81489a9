import assert from 'node:assert/strict';
import type { Engine } from '../../services/engine/engine.js';
import { seededRandom } from '../support/seeded-random.js';
import { SeveralEngines } from '../support/several-engines.js';

describe('the stream of a stack’s events', function () {
  this.timeout(60_000);
  let engines: SeveralEngines;
  let engine: Engine;
  before(async () => {
    engines = await SeveralEngines.open();
    engine = await engines.start('one', {});
  });
  after(() => engines.close());

  /** The next ones after a number, `count` of them; cut off then. */
  const read = async (id: string, after: number, count: number): Promise<number[]> => {
    const cut = new AbortController();
    const numbers: number[] = [];
    for await (const { sequence } of engine.useCases.followEvents('tests', id, after, cut.signal)) {
      numbers.push(sequence);
      if (numbers.length === count) break;
    }
    cut.abort();
    return numbers;
  };

  it('resumes after any of them, however often it is cut off, with none left out and none twice', async () => {
    const random = seededRandom(7);
    const { id } = await engine.useCases.createStack('tests', {
      name: 'shop',
      template: {
        heat_template_version: '2018-08-31',
        resources: Object.fromEntries(
          Array.from({ length: 400 }, (_, i) => [
            `r${String(i)}`,
            { type: 'Test::Thing', properties: { kind: `k${String(i)}` } },
          ]),
        ),
      },
    });
    const all = 2 + 2 * 400;
    const seen: number[] = [];
    // While it is made, and afterwards what is left.
    while (seen.length < all)
      seen.push(
        ...(await read(id, seen.at(-1) ?? 0, Math.min(all - seen.length, 1 + Math.floor(random() * 90)))),
      );
    assert.deepEqual(
      seen,
      Array.from({ length: all }, (_, i) => i + 1),
    );
  });

  it('tells of what was stored though nobody was told', async () => {
    const id = await engines.make(engine, 'quiet', 1);
    const last = await engines.newest(id);
    const next = read(id, last, 1);
    await engines.database.query(
      `INSERT INTO event (stack, event, time, name, type, physical, action, status, reason)
       VALUES ($1, $2, 0, 'r0', 'Test::Thing', '', 'CREATE', 'COMPLETE', '')`,
      [id, last + 1],
    );
    assert.deepEqual(await next, [last + 1]);
  });
});
