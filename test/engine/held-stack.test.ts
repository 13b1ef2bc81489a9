import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { silentLogger } from '../../lib/log.js';
import { engineConfig } from '../../services/engine/config.js';
import { buildEngine, type Engine } from '../../services/engine/engine.js';
import { openDatabase } from '../../services/engine/store/open-store.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';

const empty = { heat_template_version: '2018-08-31', resources: {} };
const TENANT = 'tests';

describe('a stack whose rows the database refuses', function () {
  this.timeout(40_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-held-'));
  let test: TestDatabase;
  let database: DataSource;
  let engine: Engine;

  before(async () => {
    test = await freshDatabase();
    database = await openDatabase({ url: test.url, poolSize: 6, applicationName: 'held' });
    engine = buildEngine(engineConfig.parse({ keyFile: join(directory, 'key') }), database, silentLogger);
    await engine.start();
  });

  after(async () => {
    await engine.stop();
    await database.destroy();
    await test.drop();
    rmSync(directory, { recursive: true });
  });

  it('is held and says so, while the others go on; a new goal lets it go on too (R20)', async () => {
    await database.query(
      `ALTER TABLE event ADD CONSTRAINT no_guilt CHECK (name <> 'guilty' OR status = 'FAILED')`,
    );
    const names = ['one', 'guilty', 'two', 'three'];
    const made = await Promise.all(
      names.map((name) => engine.useCases.createStack(TENANT, { name, template: empty })),
    );
    for (const { id, name } of made)
      await reaches(id, name === 'guilty' ? 'CREATE_FAILED' : 'CREATE_COMPLETE');
    const guilty = made[1]?.id ?? '';
    const { statusReason } = await engine.useCases.showStack(TENANT, guilty);
    assert.match(statusReason, /^Held, since .*no_guilt.*; update the stack to try again$/);
    const events = await engine.useCases.listEvents(TENANT, guilty, {});
    assert.equal(
      events.filter((event) => event.statusReason === statusReason).length,
      1,
      'told once, not for ever',
    );
    const [why] = await engine.useCases.why(TENANT, guilty);
    assert.match(why?.reason ?? '', /held/);
    const failures = await engine.useCases.listFailures(TENANT, guilty);
    assert.deepEqual(
      failures.map(({ resource, cause }) => [resource, cause]),
      [['guilty', statusReason]],
    );

    await database.query(`ALTER TABLE event DROP CONSTRAINT no_guilt`);
    await engine.useCases.updateStack(TENANT, guilty, { template: empty }, { existing: false });
    await reaches(guilty, 'UPDATE_COMPLETE');
  });

  async function reaches(id: string, wanted: string): Promise<void> {
    let last = '';
    const there = async () => {
      const { action, status } = await engine.useCases.showStack(TENANT, id);
      last = `${action}_${status}`;
      return last === wanted;
    };
    await waitFor(there, `${wanted} of ${id}`).catch((error: unknown) => {
      throw new Error(`${String(error)}, but it is ${last}`, { cause: error });
    });
  }
});
