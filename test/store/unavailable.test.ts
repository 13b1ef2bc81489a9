import assert from 'node:assert/strict';
import pg from 'pg';
import { IsothermError } from '../../lib/errors.js';
import { asked } from '../../services/engine/store/unavailable.js';
import { freshDatabase } from '../support/postgres.js';

describe('a database that is away', () => {
  it('is said as such, with the advice to try again', async () => {
    const client = new pg.Client({ host: '127.0.0.1', port: 1 });
    await assert.rejects(asked(client.connect()), (error) => {
      assert.ok(error instanceof IsothermError);
      assert.deepEqual([error.code, error.retry], ['store.unavailable', 'later']);
      return true;
    });
  });

  it('is told from a query that is wrong', async () => {
    const database = await freshDatabase();
    const client = new pg.Client(database.connection);
    client.on('error', () => undefined);
    await client.connect();
    try {
      await assert.rejects(
        asked(client.query('SELECT nothing')),
        (error) => !(error instanceof IsothermError),
      );
      await client.query(`SELECT pg_terminate_backend(pg_backend_pid())`).catch(() => undefined);
      await assert.rejects(asked(client.query('SELECT 1')), { code: 'store.unavailable' });
    } finally {
      await client.end().catch(() => undefined);
      await database.drop();
    }
  });
});
