import { IsothermError } from '../../lib/errors.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { scenarios } from './all-scenarios.js';
import { RealStage } from './real-stage.js';

const seed = Number(process.env['SCENARIO_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe(`scenarios on the real engine with PostgreSQL, seed ${String(seed)}`, function () {
  this.timeout(60_000);
  let database: TestDatabase | undefined;

  before(async function () {
    try {
      database = await freshDatabase();
    } catch (error) {
      if (!(error instanceof IsothermError) || error.code !== 'postgres.not-found') throw error;
      console.warn(`SKIPPED: no PostgreSQL can be had here: ${error.message}`);
      this.skip();
    }
  });

  after(async () => {
    await database?.drop();
  });

  for (const { name, play } of scenarios) {
    it(name, async () => {
      const own = await freshDatabase();
      const stage = await RealStage.open(own.url, seed);
      try {
        await play(stage);
      } finally {
        await stage.stop();
        await own.drop();
      }
    });
  }
});
