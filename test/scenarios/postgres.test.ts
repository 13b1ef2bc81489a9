import assert from 'node:assert/strict';
import { IsothermError } from '../../lib/errors.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { scenarios } from './all-scenarios.js';
import { RealStage } from './real-stage.js';
import type { Scenario } from './scenario.js';
import { seed } from './seed.js';

/** How many stories are played beside each other: most of their time they wait. */
const LANES = 6;

describe(`scenarios on the real engine with PostgreSQL, seed ${String(seed)}`, function () {
  this.timeout(120_000);
  let database: TestDatabase | undefined;
  const lanes: Promise<unknown>[] = [];
  const played = new Map<Scenario, Promise<void>>();

  before(async function () {
    try {
      database = await freshDatabase();
    } catch (error) {
      if (!(error instanceof IsothermError) || error.code !== 'postgres.not-found') throw error;
      console.warn(`SKIPPED: no PostgreSQL can be had here: ${error.message}`);
      this.skip();
    }
    for (const [i, scenario] of scenarios.entries()) {
      const lane = i % LANES;
      const story = Promise.resolve(lanes[lane]).then(() => playOnItsOwn(scenario));
      played.set(scenario, story);
      lanes[lane] = story.catch(() => undefined);
    }
  });

  after(async () => {
    await Promise.all(lanes);
    await database?.drop();
  });

  for (const scenario of scenarios) it(scenario.name, () => played.get(scenario));
});

/** On an engine and a database of its own. */
async function playOnItsOwn({ play }: Scenario): Promise<void> {
  const database = await freshDatabase();
  try {
    const stage = await RealStage.open(database.url, seed);
    try {
      await play(stage);
      assert.deepEqual(stage.world.violations, []);
    } finally {
      await stage.stop();
    }
  } finally {
    await database.drop();
  }
}
